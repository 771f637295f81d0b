/** The one place that knows Vosk's library. */
@NullMarked
package io.voxbus.ai.vosk.runtime;

import org.jspecify.annotations.NullMarked;
