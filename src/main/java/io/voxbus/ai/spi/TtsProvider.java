package io.voxbus.ai.spi;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.Set;

/** A voice: text in, audio out. Found by {@link java.util.ServiceLoader}. */
public interface TtsProvider {
  /** The values of {@code tts.provider} it answers to, in lower case. */
  Set<String> names();

  /** Called once before any other method, not on an event loop. */
  default void start(ProviderContext context) {}

  /** Called once when the node stops, after the last call has ended, not on an event loop: ends what still runs. */
  default void stop() {}

  /**
   * Speaks the pieces of text in their order, as fast as it can: the player paces. Completes when all is spoken.
   *
   * @return 16 kHz audio in pieces of any length; fails with the vendor's error, which never holds a credential
   */
  Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option);
}
