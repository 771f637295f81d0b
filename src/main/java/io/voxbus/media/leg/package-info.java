/** How audio reaches the pipeline and leaves it: one class a transport. */
@NullMarked
package io.voxbus.media.leg;

import org.jspecify.annotations.NullMarked;
