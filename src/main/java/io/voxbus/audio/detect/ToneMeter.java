package io.voxbus.audio.detect;

import io.voxbus.audio.Fft;
import io.voxbus.audio.Pcm;

/** Measures, frame by frame, how much of a sound is one or two lines of a spectrum, and which. Allocates nothing. */
public final class ToneMeter {
  private static final int SIZE = 512;
  private static final double BIN_HZ = (double) Pcm.RATE / SIZE;
  /** What a telephone passes: 220 to 3600 Hz. */
  private static final int FIRST = 7;
  private static final int LAST = 115;
  /** A Hann window leaves a sine in five bins. */
  private static final int HALF_LINE = 2;
  private static final Fft TRANSFORM = new Fft(SIZE);
  private static final float[] WINDOW = Fft.hann(SIZE);
  /** Power of a bin to that of a full-scale sine. */
  private static final double FULL_SCALE = Math.pow(32_768.0 * SIZE / 4, 2) * 1.5;

  private final float[] recent = new float[SIZE];
  private final float[] real = new float[SIZE];
  private final float[] imaginary = new float[SIZE];
  private final float[] power = new float[SIZE / 2 + 1];
  private double hz;
  private double secondHz;
  private double share;
  private double bothShare;
  private double level;

  /** Takes the next frame. */
  public void accept(short[] frame) {
    System.arraycopy(recent, Pcm.FRAME, recent, 0, SIZE - Pcm.FRAME);
    for (int i = 0; i < Pcm.FRAME; i++) {
      recent[SIZE - Pcm.FRAME + i] = frame[i];
    }
    for (int i = 0; i < SIZE; i++) {
      real[i] = recent[i] * WINDOW[i];
      imaginary[i] = 0;
    }
    TRANSFORM.transform(real, imaginary);
    double sum = 1e-9;
    for (int k = FIRST - HALF_LINE; k <= LAST + HALF_LINE; k++) {
      power[k] = real[k] * real[k] + imaginary[k] * imaginary[k];
      sum += power[k];
    }
    level = 10 * Math.log10(sum / FULL_SCALE + 1e-10);
    int first = strongest(-SIZE);
    int second = strongest(first);
    share = line(first) / sum;
    bothShare = share + line(second) / sum;
    hz = center(first);
    secondHz = center(second);
  }

  /** Of the strongest line. */
  public double hz() {
    return hz;
  }

  /** Of the second one, whatever that is. */
  public double secondHz() {
    return secondHz;
  }

  /** What the strongest line has of the power, 0 to 1. */
  public double share() {
    return share;
  }

  /** What the two strongest have. */
  public double bothShare() {
    return bothShare;
  }

  /** Of all that a telephone passes: 0 for the loudest sine there is. */
  public double dbfs() {
    return level;
  }

  private int strongest(int apartFrom) {
    int best = -1;
    for (int k = FIRST; k <= LAST; k++) {
      if (Math.abs(k - apartFrom) > 2 * HALF_LINE && (best < 0 || power[k] > power[best])) {
        best = k;
      }
    }
    return best;
  }

  private double line(int k) {
    double sum = 0;
    for (int i = k - HALF_LINE; i <= k + HALF_LINE; i++) {
      sum += power[i];
    }
    return sum;
  }

  private double center(int k) {
    double weighted = 0;
    for (int i = k - HALF_LINE; i <= k + HALF_LINE; i++) {
      weighted += i * (double) power[i];
    }
    return BIN_HZ * weighted / (line(k) + 1e-9);
  }
}
