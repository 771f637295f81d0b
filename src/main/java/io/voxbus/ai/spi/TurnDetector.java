package io.voxbus.ai.spi;

import java.util.Set;

/** Tells by the sound of what somebody has said whether more is to come. Found by {@link java.util.ServiceLoader}. */
public interface TurnDetector {
  /** The values of {@code eou.type} it answers to, in lower case. */
  Set<String> names();

  /** Called once before any other method, not on an event loop. */
  default void start(ProviderContext context) {}

  /** Called once when the node stops, after the last call has ended, not on an event loop: ends what still runs. */
  default void stop() {}

  /** How much it wants to hear, ms. */
  int heardMillis();

  /**
   * Judges what was heard until now, not on an event loop.
   *
   * @param pcm 16 kHz, at most {@link #heardMillis}, the silence at its end included
   * @return from 0, more is to come, to 1, all is said
   */
  float complete(short[] pcm);
}
