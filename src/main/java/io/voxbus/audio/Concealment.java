package io.voxbus.audio;

import java.util.Arrays;

/**
 * Fills gaps in a stream of audio: the last period of the voice goes on, weaker and weaker, and is blended into what
 * comes after the gap. It adds no delay. For codecs that do not conceal by themselves.
 */
public final class Concealment {
  private static final double SHORTEST_PERIOD_SECONDS = 0.0025;
  private static final double LONGEST_PERIOD_SECONDS = 0.015;
  private static final double COMPARED_SECONDS = 0.010;
  private static final double BLEND_SECONDS = 0.005;
  private static final double STEADY_SECONDS = 0.010;
  private static final double FADED_SECONDS = 0.060;

  private final int shortest;
  private final int longest;
  private final int compared;
  private final int blend;
  private final int steady;
  private final int faded;
  /** The newest samples, oldest first. */
  private final short[] history;
  private final float[] period;
  private int periodLength;
  private int phase;
  /** Samples made since the gap began; 0: there is none. */
  private int made;

  public Concealment(int sampleRate) {
    shortest = (int) (SHORTEST_PERIOD_SECONDS * sampleRate);
    longest = (int) (LONGEST_PERIOD_SECONDS * sampleRate);
    compared = (int) (COMPARED_SECONDS * sampleRate);
    blend = (int) (BLEND_SECONDS * sampleRate);
    steady = (int) (STEADY_SECONDS * sampleRate);
    faded = (int) (FADED_SECONDS * sampleRate);
    history = new short[longest + compared + longest / 2];
    period = new float[longest];
  }

  /** Audio that has come; after a gap its start is blended with what filled the gap. */
  public void heard(short[] pcm, int length) {
    if (made > 0) {
      int over = Math.min(blend, length);
      for (int i = 0; i < over; i++) {
        float weight = (i + 1f) / (over + 1);
        pcm[i] = (short) (weight * pcm[i] + (1 - weight) * next());
      }
      made = 0;
    }
    remember(pcm, length);
  }

  /** Fills the next piece of a gap. */
  public void conceal(short[] pcm, int length) {
    if (made == 0) {
      begin();
    }
    for (int i = 0; i < length; i++) {
      pcm[i] = (short) next();
    }
    remember(pcm, length);
  }

  /** A piece of audio is left out: the next one follows in its place. */
  public void skip() {
    if (made == 0) {
      begin();
      made = 1;
    }
  }

  private void remember(short[] pcm, int length) {
    int kept = Math.min(length, history.length);
    System.arraycopy(history, kept, history, 0, history.length - kept);
    System.arraycopy(pcm, length - kept, history, history.length - kept, kept);
  }

  private float next() {
    float gain = made < steady ? 1 : Math.max(0, 1 - (float) (made - steady) / (faded - steady));
    made++;
    float sample = period[phase] * gain;
    phase = phase + 1 == periodLength ? 0 : phase + 1;
    return sample;
  }

  private void begin() {
    periodLength = period();
    phase = 0;
    int start = history.length - periodLength;
    for (int i = 0; i < periodLength; i++) {
      period[i] = history[start + i];
    }
    // Its end runs into the samples before its start, so that it can be repeated without a click.
    int seam = periodLength / 4;
    for (int i = 0; i < seam; i++) {
      float weight = (i + 1f) / (seam + 1);
      int at = periodLength - seam + i;
      period[at] = (1 - weight) * period[at] + weight * history[start - seam + i];
    }
  }

  /** How far back the newest audio looks most like itself. */
  private int period() {
    int end = history.length - compared;
    int best = longest;
    double bestScore = 0;
    for (int lag = shortest; lag <= longest; lag++) {
      double score = likeness(end, lag);
      if (score > bestScore) {
        bestScore = score;
        best = lag;
      }
    }
    return best;
  }

  private double likeness(int end, int lag) {
    long product = 0;
    long energy = 1;
    for (int i = 0; i < compared; i += 2) {
      int then = history[end + i - lag];
      product += (long) history[end + i] * then;
      energy += (long) then * then;
    }
    return product <= 0 ? 0 : (double) product * product / energy;
  }

  /** Another stream begins. */
  public void reset() {
    Arrays.fill(history, (short) 0);
    made = 0;
  }
}
