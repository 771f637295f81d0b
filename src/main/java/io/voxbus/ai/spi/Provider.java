package io.voxbus.ai.spi;

import java.util.Set;

/** What all providers have in common. */
public interface Provider {
  /** The values of {@code provider} in {@code asr}, {@code tts} or {@code realtime}, or of {@code eou.type}; in lower case. */
  Set<String> names();

  /** Called once before any other method, not on an event loop. */
  default void start(ProviderContext context) {}

  /** Called once when the node stops, after the last call has ended, not on an event loop: ends what still runs. */
  default void stop() {}
}
