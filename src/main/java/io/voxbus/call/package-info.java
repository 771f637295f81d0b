/** The rules of a call (pure: signals in, effects out) and the session that carries them out. */
@NullMarked
package io.voxbus.call;

import org.jspecify.annotations.NullMarked;
