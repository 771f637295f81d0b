package io.voxbus.audio.care;

import java.util.Arrays;

/**
 * The power of the noise in each bin of a spectrum, followed also while somebody speaks: each bin counts for the noise
 * as far as it probably is no speech (Gerkmann and Hendriks, 2012). What that misses, a floor that rises, the minimum
 * over the last seconds brings near enough. It is not raised to the mean that noise has above its minimum: hum has none,
 * and would be taken for louder than it is.
 */
final class NoiseFloor {
  /** Speech that is there is taken to be 15 dB above the noise. */
  private static final float ASSUMED_SNR = 31.6f;
  private static final float KEPT = 0.95f;
  private static final float MINIMUM_SMOOTHED = 0.85f;
  private static final int MINIMUM_HOPS = 150;
  private static final float LEAST = 1;

  private final float[] power;
  private final float[] smooth;
  private final float[] minimum;
  private final float[] minimumBefore;
  private int hops;

  NoiseFloor(int bins) {
    power = new float[bins];
    smooth = new float[bins];
    minimum = new float[bins];
    minimumBefore = new float[bins];
    Arrays.fill(minimum, Float.MAX_VALUE);
    Arrays.fill(minimumBefore, Float.MAX_VALUE);
  }

  float[] power() {
    return power;
  }

  /** Takes the next spectrum of powers. */
  void follow(float[] heard) {
    for (int k = 0; k < power.length; k++) {
      power[k] = hops == 0 ? Math.max(LEAST, heard[k]) : followed(k, heard[k]);
      smooth[k] = hops == 0
          ? heard[k]
          : MINIMUM_SMOOTHED * smooth[k] + (1 - MINIMUM_SMOOTHED) * heard[k];
      minimum[k] = Math.min(minimum[k], smooth[k]);
    }
    hops++;
    if (hops % MINIMUM_HOPS == 0) {
      System.arraycopy(minimum, 0, minimumBefore, 0, minimum.length);
      System.arraycopy(smooth, 0, minimum, 0, minimum.length);
    }
  }

  private float followed(int k, float heard) {
    float ratio = ASSUMED_SNR / (1 + ASSUMED_SNR);
    float exponent = Math.min(40, heard / power[k] * ratio);
    float speech = 1 / (1 + (1 + ASSUMED_SNR) * (float) Math.exp(-exponent));
    float estimate = speech * power[k] + (1 - speech) * heard;
    float next = KEPT * power[k] + (1 - KEPT) * estimate;
    float least = Math.min(minimum[k], minimumBefore[k]);
    return Math.max(Math.max(next, LEAST),
        minimumBefore[k] == Float.MAX_VALUE ? LEAST : least);
  }
}
