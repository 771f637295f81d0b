/** The command {@code voxbus}. */
@NullMarked
package io.voxbus;

import org.jspecify.annotations.NullMarked;
