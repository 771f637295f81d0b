/** Gemini Live on loopback. */
@NullMarked
package io.voxbus.testing.gemini;

import org.jspecify.annotations.NullMarked;
