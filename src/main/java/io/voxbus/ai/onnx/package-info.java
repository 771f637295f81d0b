/** Speech models in the ONNX format: SenseVoice hears, Piper speaks, Smart Turn tells the end of a turn. */
@NullMarked
package io.voxbus.ai.onnx;

import org.jspecify.annotations.NullMarked;
