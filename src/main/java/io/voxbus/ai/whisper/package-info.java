/** The recogniser whisper.cpp. */
@NullMarked
package io.voxbus.ai.whisper;

import org.jspecify.annotations.NullMarked;
