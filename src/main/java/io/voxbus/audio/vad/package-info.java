/** Tells when somebody speaks: Silero's net in plain Java, a detector by loudness, the rule over either. */
@NullMarked
package io.voxbus.audio.vad;

import org.jspecify.annotations.NullMarked;
