/** Bots as they are written for other telephone systems. */
@NullMarked
package io.voxbus.testing.bot;

import org.jspecify.annotations.NullMarked;
