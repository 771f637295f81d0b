/** Every metric of our own, once. */
@NullMarked
package io.voxbus.metrics;

import org.jspecify.annotations.NullMarked;
