/** A node: what it runs, how it starts and stops. */
@NullMarked
package io.voxbus.node;

import org.jspecify.annotations.NullMarked;
