package io.voxbus.ai.spi;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;

/** A recogniser: audio in, transcripts out. Found by {@link java.util.ServiceLoader}. */
public interface AsrProvider extends Provider {
  /**
   * Recognises a stream of frames as they are heard, in real time. Completing {@code audio} asks for what is still
   * to come, then completion; disposing the result frees everything at once.
   *
   * @return transcripts; fails with the vendor's error, which never holds a credential
   */
  Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option);
}
