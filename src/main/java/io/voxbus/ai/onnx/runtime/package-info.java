/** The one place that knows ONNX Runtime. */
@NullMarked
package io.voxbus.ai.onnx.runtime;

import org.jspecify.annotations.NullMarked;
