package io.voxbus.audio.care;

import java.util.Arrays;

/**
 * How much of each bin is kept: the estimator of the log-spectral amplitude (Ephraim and Malah, 1985) with the
 * decision-directed estimate of the signal-to-noise ratio.
 */
final class LogMmse {
  /** Of the estimate before. */
  private static final float DIRECTED = 0.97f;
  /** -25 dB. */
  private static final float LEAST_SNR = 0.003f;
  /** What is left of noise, -16 dB: less would sound dead. */
  private static final float LEAST_GAIN = 0.16f;
  private static final float MOST_POSTERIOR = 1000;
  private static final float STEP = 0.01f;
  private static final int STEPS = 1000;
  /** exp(E1(v) / 2) for v in steps. */
  private static final float[] CURVE = curve();

  private final float[] cleanBefore;
  private final float[] gains;

  LogMmse(int bins) {
    cleanBefore = new float[bins];
    gains = new float[bins];
    Arrays.fill(gains, 1);
  }

  /** The factors for a spectrum of powers over this noise. */
  float[] gains(float[] heard, float[] noise) {
    for (int k = 0; k < gains.length; k++) {
      float posterior = Math.min(MOST_POSTERIOR, heard[k] / noise[k]);
      float prior = Math.max(LEAST_SNR, DIRECTED * cleanBefore[k] / noise[k]
          + (1 - DIRECTED) * Math.max(0, posterior - 1));
      float wiener = prior / (1 + prior);
      float gain = wiener * curve(wiener * posterior);
      gains[k] = Math.max(LEAST_GAIN, Math.min(1, gain));
      cleanBefore[k] = gain * gain * heard[k];
    }
    return gains;
  }

  private static float curve(float v) {
    int step = (int) (v / STEP);
    return step >= STEPS ? 1 : CURVE[step];
  }

  private static float[] curve() {
    float[] curve = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      curve[i] = (float) Math.exp(exponentialIntegral((i + 0.5) * STEP) / 2);
    }
    return curve;
  }

  /** E1 by its power series up to 1, by its continued fraction beyond. */
  private static double exponentialIntegral(double v) {
    if (v > 1) {
      double fraction = 0;
      for (int n = 60; n > 0; n--) {
        fraction = n / (1 + n / (v + fraction));
      }
      return Math.exp(-v) / (v + fraction);
    }
    double sum = -0.577_215_664_901_532_9 - Math.log(v);
    double term = -1;
    for (int n = 1; n < 30; n++) {
      term *= -v / n;
      sum += term / n;
    }
    return sum;
  }
}
