package io.voxbus.ai.spi;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.protocol.api.RealtimeOption;

/** A speech-to-speech model: the caller's audio in, its own out. Found by {@link java.util.ServiceLoader}. */
public interface RealtimeProvider extends Provider {
  /**
   * Holds a conversation until {@code input} completes or the result is disposed.
   *
   * @return what the model does; fails with the vendor's error, which never holds a credential
   */
  Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option);
}
