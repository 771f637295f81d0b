/** The event bus as components see it: addresses, answers, faults; local by reference, JSON between nodes. */
@NullMarked
package io.voxbus.bus;

import org.jspecify.annotations.NullMarked;
