/** The rules of a call, pure: signals and the time go in, effects come out. */
@NullMarked
package io.voxbus.call.rules;

import org.jspecify.annotations.NullMarked;
