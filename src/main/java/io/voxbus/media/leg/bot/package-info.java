/** Bots that are written for another telephone system, as legs: what that system would say to them is said here. */
@NullMarked
package io.voxbus.media.leg.bot;

import org.jspecify.annotations.NullMarked;
