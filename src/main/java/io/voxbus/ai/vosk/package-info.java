/** The recogniser Vosk. */
@NullMarked
package io.voxbus.ai.vosk;

import org.jspecify.annotations.NullMarked;
