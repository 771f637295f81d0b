package io.voxbus.audio.features;

import io.voxbus.audio.Fft;
import io.voxbus.audio.Pcm;
import java.util.Arrays;

/**
 * Logarithmic energies in mel bands as Kaldi computes them: windows of 25 ms every 10 ms, Hamming, pre-emphasis 0.97, no
 * dither. Tables only: one object serves all threads.
 */
public final class Fbank {
  private static final int WINDOW = Pcm.RATE / 40;
  private static final int SHIFT = Pcm.RATE / 100;
  private static final int SIZE = 512;
  private static final float PRE_EMPHASIS = 0.97f;
  private static final float LEAST = 1.1920929e-7f;
  private static final double LOWEST_HZ = 20;

  private final int bands;
  private final Fft fft = new Fft(SIZE);
  private final float[] window = new float[WINDOW];
  private final int[] firstBin;
  private final float[][] weights;

  public Fbank(int bands) {
    this.bands = bands;
    firstBin = new int[bands];
    weights = new float[bands][];
    for (int i = 0; i < WINDOW; i++) {
      window[i] = (float) (0.54 - 0.46 * Math.cos(2 * Math.PI * i / (WINDOW - 1)));
    }
    double low = mel(LOWEST_HZ);
    double step = (mel(Pcm.RATE / 2.0) - low) / (bands + 1);
    for (int band = 0; band < bands; band++) {
      triangle(band, low + band * step, step);
    }
  }

  private static double mel(double hertz) {
    return 1127 * Math.log(1 + hertz / 700);
  }

  private void triangle(int band, double left, double step) {
    float[] all = new float[SIZE / 2];
    int first = -1;
    int last = 0;
    for (int bin = 0; bin < all.length; bin++) {
      double distance = (mel((double) bin * Pcm.RATE / SIZE) - left) / step;
      if (distance > 0 && distance < 2) {
        all[bin] = (float) (distance <= 1 ? distance : 2 - distance);
        first = first < 0 ? bin : first;
        last = bin;
      }
    }
    firstBin[band] = Math.max(first, 0);
    weights[band] = first < 0 ? new float[0] : Arrays.copyOfRange(all, first, last + 1);
  }

  /** How many frames so many samples have: none below 25 ms. */
  public static int frames(int samples) {
    return samples < WINDOW ? 0 : 1 + (samples - WINDOW) / SHIFT;
  }

  /**
   * @param length samples of {@code pcm} that count
   * @return a row of bands for each frame
   */
  public float[][] of(short[] pcm, int length) {
    float[][] rows = new float[frames(length)][bands];
    float[] real = new float[SIZE];
    float[] imaginary = new float[SIZE];
    float[] first = new float[SIZE / 2 + 1];
    float[] second = new float[SIZE / 2 + 1];
    for (int row = 0; row < rows.length; row += 2) {
      fill(pcm, row * SHIFT, real);
      if (row + 1 < rows.length) {
        fill(pcm, (row + 1) * SHIFT, imaginary);
      } else {
        Arrays.fill(imaginary, 0);
      }
      fft.magnitudes(real, imaginary, first, second);
      energies(first, rows[row]);
      if (row + 1 < rows.length) {
        energies(second, rows[row + 1]);
      }
    }
    return rows;
  }

  private void fill(short[] pcm, int from, float[] into) {
    float sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      into[i] = pcm[from + i];
      sum += into[i];
    }
    float mean = sum / WINDOW;
    for (int i = WINDOW - 1; i > 0; i--) {
      into[i] = (into[i] - mean - PRE_EMPHASIS * (into[i - 1] - mean)) * window[i];
    }
    into[0] = (into[0] - mean) * (1 - PRE_EMPHASIS) * window[0];
    Arrays.fill(into, WINDOW, SIZE, 0);
  }

  private void energies(float[] magnitudes, float[] row) {
    for (int band = 0; band < bands; band++) {
      float sum = 0;
      float[] weight = weights[band];
      for (int i = 0; i < weight.length; i++) {
        float magnitude = magnitudes[firstBin[band] + i];
        sum += weight[i] * magnitude * magnitude;
      }
      row[band] = (float) Math.log(Math.max(sum, LEAST));
    }
  }
}
