package io.voxbus.audio.detect;

import io.voxbus.audio.detect.CallProgress.State;

/** What bursts of tone and the pauses between them mean. Pure. */
final class Cadence {
  private static final int REMEMBERED = 3;
  private static final long RING_LEAST = 300;
  private static final long RING_MOST = 3_000;
  private static final long RING_PAUSE = 1_200;
  private static final long RING_SURE = 800;
  private static final long BUSY_LEAST = 320;
  private static final long BUSY_MOST = 780;
  private static final long CONGESTED_LEAST = 130;
  private static final long DIAL_LEAST = 4_000;
  private static final long FAX_LEAST = 400;
  private static final long SIT_LEAST = 230;
  private static final long SIT_MOST = 430;
  private static final double[] FAX_HZ = {1_100, 2_100};
  private static final double[] SIT_HZ = {950, 1_400, 1_800};
  private static final double[] SURE = {0.5, 0.7, 0.85, 0.95};

  private final double[] pitches = new double[REMEMBERED];
  private long burst;
  private long pause;
  private int pairs;
  private int rings;
  private State found = State.UNKNOWN;
  private double confidence;

  /** A tone has ended. */
  void burst(double hz, long millis) {
    System.arraycopy(pitches, 1, pitches, 0, REMEMBERED - 1);
    pitches[REMEMBERED - 1] = millis >= SIT_LEAST && millis <= SIT_MOST ? hz : 0;
    burst = isLow(hz) ? millis : 0;
    if (isInformation()) {
      find(State.INFORMATION, 0.97);
    }
  }

  /** The pause after it has ended: the next tone has begun. */
  void pause(long millis) {
    boolean even = burst > 0 && Math.abs(burst - millis) < 0.35 * Math.max(burst, millis);
    State meant = !even
        ? State.UNKNOWN
        : within(burst, BUSY_LEAST, BUSY_MOST) && within(millis, BUSY_LEAST, BUSY_MOST)
            ? State.BUSY
            : within(burst, CONGESTED_LEAST, BUSY_LEAST) && within(millis, CONGESTED_LEAST,
                BUSY_LEAST) ? State.CONGESTION : State.UNKNOWN;
    pairs = meant == State.UNKNOWN ? 0 : pairs + 1;
    if (pairs >= 2) {
      find(meant, SURE[Math.min(pairs, SURE.length - 1)]);
    } else if (millis >= RING_PAUSE && isRing()) {
      rings++;
      find(State.RINGING, SURE[Math.min(rings + 1, SURE.length - 1)]);
    } else if (millis > 2 * RING_MOST) {
      found = State.UNKNOWN;
    }
    pause = millis;
  }

  /** What it is while a tone of this pitch has lasted for so long. */
  State during(double hz, long millis) {
    boolean fax = Math.abs(hz - FAX_HZ[0]) < 25 || Math.abs(hz - FAX_HZ[1]) < 25;
    if (fax && millis >= FAX_LEAST) {
      find(State.FAX, 0.9);
    } else if (isLow(hz) && millis >= DIAL_LEAST) {
      find(State.DIAL, 0.9);
    } else if (isLow(hz) && millis >= RING_SURE && found != State.RINGING) {
      find(State.RINGING, SURE[1]);
    }
    return found;
  }

  /** What it is when no tone has come for so long: after a while, nothing of a cadence. */
  State after(long millis) {
    if (millis >= RING_PAUSE && isRing() && found != State.RINGING && pause < RING_PAUSE) {
      find(State.RINGING, SURE[1]);
    }
    if (millis > 2 * RING_MOST || (found != State.RINGING && millis > RING_MOST)) {
      forget();
    }
    return found;
  }

  /** Something else was heard. */
  void forget() {
    found = State.UNKNOWN;
    rings = 0;
    pairs = 0;
    burst = 0;
  }

  double confidence() {
    return confidence;
  }

  private void find(State state, double sure) {
    confidence = found == state ? Math.max(confidence, sure) : sure;
    found = state;
  }

  private boolean isRing() {
    return within(burst, RING_LEAST, RING_MOST) && found != State.BUSY;
  }

  /** ITU-T E.180 section 7: three tones of a third of a second, each higher than the one before. */
  private boolean isInformation() {
    for (int i = 0; i < REMEMBERED; i++) {
      if (Math.abs(pitches[i] - SIT_HZ[i]) > 60) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLow(double hz) {
    return hz > 330 && hz < 650;
  }

  private static boolean within(long value, long least, long most) {
    return value >= least && value < most;
  }
}
