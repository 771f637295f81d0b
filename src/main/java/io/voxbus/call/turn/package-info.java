/** What goes into the rules of a call and what comes out of them. */
@NullMarked
package io.voxbus.call.turn;

import org.jspecify.annotations.NullMarked;
