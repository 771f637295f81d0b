package io.voxbus.media;

import io.voxbus.audio.Pcm;

/**
 * Gives each received frame the time it was said: one frame is 20 ms after the one before, unless the caller was
 * silent or away in between. No frame was said after it came in, so one that was late, and seemed to come after a
 * pause, does not make those after it late as well. Pure.
 */
final class InputClock {
  private static final int AWAY_MILLIS = 3 * Pcm.FRAME_MILLIS;
  /** Further back the wall clock was set, or the caller sends too fast. */
  private static final int MOST_LATE_MILLIS = 500;

  private long lastMillis = -Pcm.FRAME_MILLIS;

  /** When the newest frame was said. */
  long lastMillis() {
    return lastMillis;
  }

  /** Goes on after that of older code. */
  void goOn(long heardMillis) {
    lastMillis = heardMillis;
  }

  /**
   * @param nowMillis wall clock
   * @param waiting   how many frames that have arrived are still to come after this one
   */
  long stamp(long nowMillis, int waiting) {
    long said = nowMillis - (waiting + 1L) * Pcm.FRAME_MILLIS;
    long next = lastMillis + Pcm.FRAME_MILLIS;
    long late = next - said;
    boolean wasLate = late > Pcm.FRAME_MILLIS && late <= MOST_LATE_MILLIS;
    lastMillis = wasLate ? Math.max(lastMillis + 1, said) : late < -AWAY_MILLIS ? said : next;
    return lastMillis;
  }
}
