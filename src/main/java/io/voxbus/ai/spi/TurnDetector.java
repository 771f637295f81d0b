package io.voxbus.ai.spi;

/** Tells by the sound of what somebody has said whether more is to come. Found by {@link java.util.ServiceLoader}. */
public interface TurnDetector extends Provider {
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
