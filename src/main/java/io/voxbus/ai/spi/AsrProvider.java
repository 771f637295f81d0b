package io.voxbus.ai.spi;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Set;

/** A recogniser: audio in, transcripts out. Found by {@link java.util.ServiceLoader}. */
public interface AsrProvider {
  /** The values of {@code asr.provider} it answers to, in lower case. */
  Set<String> names();

  /** Called once before any other method, not on an event loop. */
  default void start(ProviderContext context) {}

  /** Called once when the node stops, after the last call has ended, not on an event loop: ends what still runs. */
  default void stop() {}

  /**
   * Recognises a stream of frames as they are heard, in real time. Completing {@code audio} asks for what is still
   * to come, then completion; disposing the result frees everything at once.
   *
   * @return transcripts; fails with the vendor's error, which never holds a credential
   */
  Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option);
}
