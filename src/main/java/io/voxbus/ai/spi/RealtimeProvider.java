package io.voxbus.ai.spi;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.Set;

/** A speech-to-speech model: the caller's audio in, its own out. Found by {@link java.util.ServiceLoader}. */
public interface RealtimeProvider {
  /** The values of {@code realtime.provider} it answers to, in lower case. */
  Set<String> names();

  /** Called once before any other method, not on an event loop. */
  default void start(ProviderContext context) {}

  /** Called once when the node stops, after the last call has ended, not on an event loop: ends what still runs. */
  default void stop() {}

  /**
   * Holds a conversation until {@code input} completes or the result is disposed.
   *
   * @return what the model does; fails with the vendor's error, which never holds a credential
   */
  Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option);
}
