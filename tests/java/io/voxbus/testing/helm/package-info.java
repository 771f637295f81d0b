/** Renders a Helm chart as far as ours goes. */
@NullMarked
package io.voxbus.testing.helm;

import org.jspecify.annotations.NullMarked;
