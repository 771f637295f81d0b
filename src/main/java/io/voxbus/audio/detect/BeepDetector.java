package io.voxbus.audio.detect;

import io.voxbus.audio.Pcm;

/**
 * Hears the beep after which an answering machine records: one line that holds its pitch, and ends. Pure: time is that
 * of the frames.
 */
public final class BeepDetector {
  private static final double LOWEST_HZ = 350;
  private static final double HIGHEST_HZ = 2_600;
  private static final double FAINTEST_DBFS = -45;
  private static final double SHARE = 0.93;
  private static final double DRIFT_HZ = 12;
  private static final long SHORTEST_MILLIS = 140;
  private static final long LONGEST_MILLIS = 3_000;
  /** What a window of the meter smears at both ends of a tone. */
  private static final long SMEARED_MILLIS = 20;
  private static final int ENDED_FRAMES = 2;

  private double pitch;
  private long startMillis;
  private long endMillis;
  private boolean on;
  private int off;

  /**
   * Takes what the meter says of the frame that began at {@code frameStartMillis}.
   *
   * @return whether a beep has ended: {@link #startMillis} and {@link #endMillis} are its
   */
  public boolean accept(ToneMeter meter, long frameStartMillis) {
    boolean line = meter.share() > SHARE && meter.dbfs() > FAINTEST_DBFS
        && meter.hz() > LOWEST_HZ && meter.hz() < HIGHEST_HZ;
    if (line && on && Math.abs(meter.hz() - pitch) < DRIFT_HZ) {
      endMillis = frameStartMillis + Pcm.FRAME_MILLIS;
      off = 0;
    } else if (on && ++off < ENDED_FRAMES) {
      return false;
    } else {
      boolean ended = on && isBeep() && !line;
      on = line;
      off = 0;
      pitch = meter.hz();
      if (!ended) {
        startMillis = frameStartMillis - SMEARED_MILLIS;
        endMillis = frameStartMillis + Pcm.FRAME_MILLIS;
      }
      return ended;
    }
    return false;
  }

  public long startMillis() {
    return startMillis;
  }

  public long endMillis() {
    return endMillis;
  }

  private boolean isBeep() {
    long millis = endMillis - startMillis;
    return millis >= SHORTEST_MILLIS && millis <= LONGEST_MILLIS;
  }
}
