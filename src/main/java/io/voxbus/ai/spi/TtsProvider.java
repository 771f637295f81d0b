package io.voxbus.ai.spi;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;

/** A voice: text in, audio out. Found by {@link java.util.ServiceLoader}. */
public interface TtsProvider extends Provider {
  /**
   * Speaks the pieces of text in their order, as fast as it can: the player paces. Completes when all is spoken.
   *
   * @return 16 kHz audio in pieces of any length; fails with the vendor's error, which never holds a credential
   */
  Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option);
}
