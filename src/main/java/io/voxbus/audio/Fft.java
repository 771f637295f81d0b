package io.voxbus.audio;

/**
 * A fast Fourier transform of a fixed power of two, in place, and the magnitudes of two real signals at once. Tables only:
 * one object serves all streams and threads.
 */
public final class Fft {
  private final int size;
  private final int[] reversed;
  private final float[] cosine;
  private final float[] sine;

  public Fft(int size) {
    this.size = size;
    reversed = new int[size];
    cosine = new float[size / 2];
    sine = new float[size / 2];
    int shift = Integer.numberOfLeadingZeros(size) + 1;
    for (int i = 0; i < size; i++) {
      reversed[i] = Integer.reverse(i) >>> shift;
    }
    for (int i = 0; i < size / 2; i++) {
      cosine[i] = (float) Math.cos(2 * Math.PI * i / size);
      sine[i] = (float) -Math.sin(2 * Math.PI * i / size);
    }
  }

  /** The periodic Hann window of {@code size} samples. */
  public static float[] hann(int size) {
    var window = new float[size];
    for (int i = 0; i < size; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    return window;
  }

  /**
   * Transforms two real signals, given as the real and the imaginary part of one, which it destroys.
   *
   * @param magnitudesA {@code size / 2 + 1} magnitudes of the signal that was in {@code real}
   * @param magnitudesB those of the one in {@code imaginary}
   */
  public void magnitudes(float[] real, float[] imaginary, float[] magnitudesA,
      float[] magnitudesB) {
    transform(real, imaginary);
    for (int k = 0; k <= size / 2; k++) {
      int mirror = size - k & size - 1;
      float sumRe = real[k] + real[mirror];
      float sumIm = imaginary[k] + imaginary[mirror];
      float differenceRe = real[k] - real[mirror];
      float differenceIm = imaginary[k] - imaginary[mirror];
      magnitudesA[k] = 0.5f * (float) Math.sqrt(sumRe * sumRe + differenceIm * differenceIm);
      magnitudesB[k] = 0.5f * (float) Math.sqrt(sumIm * sumIm + differenceRe * differenceRe);
    }
  }

  /** Transforms a complex signal in place. */
  public void transform(float[] re, float[] im) {
    reorder(re, im);
    firstTwoStages(re, im);
    for (int half = 4; half < size; half *= 2) {
      stage(re, im, half);
    }
  }

  /** Undoes {@link #transform}. */
  public void inverse(float[] re, float[] im) {
    transform(im, re);
    float scale = 1f / size;
    for (int i = 0; i < size; i++) {
      re[i] *= scale;
      im[i] *= scale;
    }
  }

  private void reorder(float[] re, float[] im) {
    for (int i = 0; i < size; i++) {
      int j = reversed[i];
      if (i < j) {
        float t = re[i];
        re[i] = re[j];
        re[j] = t;
        t = im[i];
        im[i] = im[j];
        im[j] = t;
      }
    }
  }

  /** The stages of distance 1 and 2 in one pass: their factors are 1 and -i. */
  private void firstTwoStages(float[] re, float[] im) {
    for (int i = 0; i < size; i += 4) {
      float aRe = re[i] + re[i + 1];
      float aIm = im[i] + im[i + 1];
      float bRe = re[i] - re[i + 1];
      float bIm = im[i] - im[i + 1];
      float cRe = re[i + 2] + re[i + 3];
      float cIm = im[i + 2] + im[i + 3];
      float dRe = im[i + 2] - im[i + 3];
      float dIm = re[i + 3] - re[i + 2];
      re[i] = aRe + cRe;
      im[i] = aIm + cIm;
      re[i + 2] = aRe - cRe;
      im[i + 2] = aIm - cIm;
      re[i + 1] = bRe + dRe;
      im[i + 1] = bIm + dIm;
      re[i + 3] = bRe - dRe;
      im[i + 3] = bIm - dIm;
    }
  }

  private void stage(float[] re, float[] im, int half) {
    int step = size / 2 / half;
    for (int start = 0; start < size; start += 2 * half) {
      for (int k = 0; k < half; k++) {
        int a = start + k;
        int b = a + half;
        float wRe = cosine[k * step];
        float wIm = sine[k * step];
        float tRe = re[b] * wRe - im[b] * wIm;
        float tIm = re[b] * wIm + im[b] * wRe;
        re[b] = re[a] - tRe;
        im[b] = im[a] - tIm;
        re[a] += tRe;
        im[a] += tIm;
      }
    }
  }
}
