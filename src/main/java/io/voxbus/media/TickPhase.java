package io.voxbus.media;

import io.voxbus.audio.Pcm;

/**
 * Moves a call's tick towards the time at which its frames come in, so that they do not lie around until it: a few
 * milliseconds after the latest of them. A network that jitters more than that leaves the tick where it is. Pure.
 */
final class TickPhase {
  private static final long MILLI = 1_000_000;
  /** Room for the jitter of a good network. */
  private static final long MARGIN = 3 * MILLI;
  /** By so much a tick may come later than it could, to come together with others; less is not worth an uneven step. */
  static final int LEEWAY_MILLIS = 4;
  private static final long WORTH_IT = (LEEWAY_MILLIS + 1) * MILLI;
  private static final int FIRST_FRAMES = 10;
  private static final int FRAMES = 250;

  private long leastNanos = Long.MAX_VALUE;
  private int left = FIRST_FRAMES;

  /**
   * @param waitNanos how long the newest frame has waited for the tick
   * @return by how much the next tick is to come earlier, ms; 0: not at all
   */
  int earlierMillis(long waitNanos) {
    leastNanos = Math.min(leastNanos, waitNanos);
    if (--left > 0) {
      return 0;
    }
    long spare = Math.min(leastNanos - MARGIN, (Pcm.FRAME_MILLIS - 1) * MILLI);
    leastNanos = Long.MAX_VALUE;
    left = FRAMES;
    return spare < WORTH_IT ? 0 : (int) (spare / MILLI);
  }
}
