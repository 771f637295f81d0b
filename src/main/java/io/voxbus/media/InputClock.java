package io.voxbus.media;

import io.voxbus.audio.Pcm;

/**
 * Gives each received frame the time it was said: one frame is 20 ms after the one before, unless the caller was
 * silent or away in between. Pure.
 */
final class InputClock {
  private long nextMillis;

  /**
   * @param nowMillis wall clock
   * @param waiting   how many frames that have arrived are still to come after this one
   */
  long stamp(long nowMillis, int waiting) {
    long said = nowMillis - (waiting + 1L) * Pcm.FRAME_MILLIS;
    long stamp = said - nextMillis > 3 * Pcm.FRAME_MILLIS ? said : Math.max(nextMillis, 0);
    nextMillis = stamp + Pcm.FRAME_MILLIS;
    return stamp;
  }
}
