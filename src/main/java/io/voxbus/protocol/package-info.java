/** Where everything lives on the bus. */
@NullMarked
package io.voxbus.protocol;

import org.jspecify.annotations.NullMarked;
