/** The one place that knows whisper.cpp's library. */
@NullMarked
package io.voxbus.ai.whisper.runtime;

import org.jspecify.annotations.NullMarked;
