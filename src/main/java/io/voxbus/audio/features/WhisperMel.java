package io.voxbus.audio.features;

import io.voxbus.audio.Pcm;
import java.util.Arrays;

/**
 * Logarithmic mel energies as OpenAI's Whisper computes them, of a fixed length: windows of 25 ms every 10 ms around each
 * point, Hann, 80 bands of Slaney's scale, at most 8 decades below the loudest. Tables only: one object serves all threads.
 */
public final class WhisperMel {
  public static final int BANDS = 80;
  private static final int WINDOW = 400;
  private static final int HALF = WINDOW / 2;
  private static final int HOP = 160;
  private static final int BINS = HALF + 1;
  private static final double FLOOR = 1e-10;

  private final int samples;
  private final float[] window = new float[WINDOW];
  private final float[][] cosine = new float[BINS][HALF + 1];
  private final float[][] sine = new float[BINS][HALF + 1];
  private final float[][] mel = new float[BANDS][BINS];

  /** @param seconds of audio that a model wants */
  public WhisperMel(int seconds) {
    samples = seconds * Pcm.RATE;
    for (int i = 0; i < WINDOW; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
    }
    for (int bin = 0; bin < BINS; bin++) {
      for (int i = 0; i <= HALF; i++) {
        double angle = 2 * Math.PI * (bin * i % WINDOW) / WINDOW;
        cosine[bin][i] = (float) Math.cos(angle);
        sine[bin][i] = (float) Math.sin(angle);
      }
    }
    bands();
  }

  private void bands() {
    double most = toMel(Pcm.RATE / 2.0);
    double[] edges = new double[BANDS + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = toHertz(most * i / (BANDS + 1));
    }
    for (int band = 0; band < BANDS; band++) {
      double left = edges[band];
      double middle = edges[band + 1];
      double right = edges[band + 2];
      for (int bin = 0; bin < BINS; bin++) {
        double hertz = bin * (Pcm.RATE / 2.0) / HALF;
        double rise = (hertz - left) / (middle - left);
        double fall = (right - hertz) / (right - middle);
        mel[band][bin] = (float) (Math.max(0, Math.min(rise, fall)) * 2 / (right - left));
      }
    }
  }

  private static double toMel(double hertz) {
    return hertz < 1000 ? 3 * hertz / 200 : 15 + Math.log(hertz / 1000) * 27 / Math.log(6.4);
  }

  private static double toHertz(double mel) {
    return mel < 15 ? 200 * mel / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
  }

  public int frames() {
    return samples / HOP;
  }

  /**
   * Of the last samples of {@code pcm}, with silence before them when there are too few.
   *
   * @return {@link #BANDS} rows of {@link #frames} values, one after the other
   */
  public float[] of(short[] pcm, int length) {
    float[] padded = padded(pcm, length);
    int frames = frames();
    float[] all = new float[BANDS * frames];
    float[] power = new float[BINS];
    double loudest = -Double.MAX_VALUE;
    for (int frame = 0; frame <= frames; frame++) {
      power(padded, frame * HOP, power);
      for (int band = 0; band < BANDS; band++) {
        double value = Math.log10(Math.max(FLOOR, sum(mel[band], power)));
        loudest = Math.max(loudest, value);
        if (frame < frames) {
          all[band * frames + frame] = (float) value;
        }
      }
    }
    float least = (float) loudest - 8;
    for (int i = 0; i < all.length; i++) {
      all[i] = (Math.max(all[i], least) + 4) / 4;
    }
    return all;
  }

  /** Mean 0, variance 1, and the first and the last half of a window mirrored. */
  private float[] padded(short[] pcm, int length) {
    float[] padded = new float[samples + WINDOW];
    int used = Math.min(length, samples);
    int silent = samples - used;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < used; i++) {
      double sample = pcm[length - used + i] / 32_768.0;
      sum += sample;
      squares += sample * sample;
    }
    double mean = sum / samples;
    double spread = Math.sqrt(squares / samples - mean * mean + 1e-7);
    Arrays.fill(padded, HALF, HALF + silent, (float) (-mean / spread));
    for (int i = 0; i < used; i++) {
      padded[HALF + silent + i] = (float) ((pcm[length - used + i] / 32_768.0 - mean) / spread);
    }
    for (int i = 1; i <= HALF; i++) {
      padded[HALF - i] = padded[HALF + i];
      padded[HALF + samples - 1 + i] = padded[HALF + samples - 1 - i];
    }
    return padded;
  }

  /** A window is folded first: its cosines are the same from both ends, its sines opposite. */
  private void power(float[] padded, int from, float[] power) {
    float[] even = new float[HALF + 1];
    float[] odd = new float[HALF + 1];
    for (int i = 1; i < HALF; i++) {
      float front = padded[from + i] * window[i];
      float back = padded[from + WINDOW - i] * window[WINDOW - i];
      even[i] = front + back;
      odd[i] = front - back;
    }
    even[0] = padded[from] * window[0];
    even[HALF] = padded[from + HALF] * window[HALF];
    for (int bin = 0; bin < BINS; bin++) {
      float re = sum(cosine[bin], even);
      float im = sum(sine[bin], odd);
      power[bin] = re * re + im * im;
    }
  }

  private static float sum(float[] weights, float[] values) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < weights.length; i += 4) {
      sum0 += weights[i] * values[i];
      sum1 += weights[i + 1] * values[i + 1];
      sum2 += weights[i + 2] * values[i + 2];
      sum3 += weights[i + 3] * values[i + 3];
    }
    for (; i < weights.length; i++) {
      sum0 += weights[i] * values[i];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}
