package io.voxbus.audio.care;

import io.voxbus.audio.Fft;
import io.voxbus.audio.Pcm;

/**
 * Takes steady noise out of a voice, in place, a frame at a time; what comes out is 10 ms late. Two windows of 20 ms that
 * overlap by half are one complex transform. Allocates nothing.
 */
public final class Denoiser {
  /** Samples by which the output is late. */
  public static final int DELAY = Pcm.FRAME / 2;
  private static final int SIZE = 512;
  private static final int BINS = SIZE / 2 + 1;
  private static final Fft TRANSFORM = new Fft(SIZE);
  private static final float[] WINDOW = window();

  private final NoiseFloor noise = new NoiseFloor(BINS);
  private final LogMmse estimator = new LogMmse(BINS);
  private final float[] recent = new float[DELAY + Pcm.FRAME];
  private final float[] tail = new float[DELAY];
  private final float[] real = new float[SIZE];
  private final float[] imaginary = new float[SIZE];
  private final float[] power = new float[BINS];
  private final float[] first = new float[BINS];

  /** Cleans the next frame; what is written over it begins 10 ms earlier. */
  public void process(short[] frame) {
    System.arraycopy(recent, Pcm.FRAME, recent, 0, DELAY);
    for (int i = 0; i < Pcm.FRAME; i++) {
      recent[DELAY + i] = frame[i];
    }
    for (int i = 0; i < Pcm.FRAME; i++) {
      real[i] = recent[i] * WINDOW[i];
      imaginary[i] = recent[DELAY + i] * WINDOW[i];
    }
    java.util.Arrays.fill(real, Pcm.FRAME, SIZE, 0);
    java.util.Arrays.fill(imaginary, Pcm.FRAME, SIZE, 0);
    TRANSFORM.transform(real, imaginary);
    powers(false);
    noise.follow(power);
    System.arraycopy(estimator.gains(power, noise.power()), 0, first, 0, BINS);
    powers(true);
    noise.follow(power);
    shape(first, estimator.gains(power, noise.power()));
    TRANSFORM.inverse(real, imaginary);
    write(frame);
  }

  /** Of the first window, or of the second one, out of the transform of both. */
  private void powers(boolean second) {
    for (int k = 0; k < BINS; k++) {
      int mirror = SIZE - k & SIZE - 1;
      float re = second ? imaginary[k] + imaginary[mirror] : real[k] + real[mirror];
      float im = second ? real[mirror] - real[k] : imaginary[k] - imaginary[mirror];
      power[k] = 0.25f * (re * re + im * im);
    }
  }

  /** Each window's spectrum by its own factors. */
  private void shape(float[] gainsA, float[] gainsB) {
    for (int k = 0; k < BINS; k++) {
      int mirror = SIZE - k & SIZE - 1;
      float aRe = 0.5f * gainsA[k] * (real[k] + real[mirror]);
      float aIm = 0.5f * gainsA[k] * (imaginary[k] - imaginary[mirror]);
      float bRe = 0.5f * gainsB[k] * (imaginary[k] + imaginary[mirror]);
      float bIm = 0.5f * gainsB[k] * (real[mirror] - real[k]);
      real[k] = aRe - bIm;
      imaginary[k] = aIm + bRe;
      real[mirror] = aRe + bIm;
      imaginary[mirror] = bRe - aIm;
    }
  }

  private void write(short[] frame) {
    for (int i = 0; i < DELAY; i++) {
      float late = tail[i] + real[i] * WINDOW[i];
      float next = real[DELAY + i] * WINDOW[DELAY + i] + imaginary[i] * WINDOW[i];
      tail[i] = imaginary[DELAY + i] * WINDOW[DELAY + i];
      frame[i] = rounded(late);
      frame[DELAY + i] = rounded(next);
    }
  }

  private static short rounded(float sample) {
    return (short) Math.round(Math.max(Short.MIN_VALUE, Math.min(sample, Short.MAX_VALUE)));
  }

  /** The square of it, and of itself half a window later, add up to one. */
  private static float[] window() {
    float[] window = new float[Pcm.FRAME];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) Math.sin(Math.PI * (i + 0.5) / window.length);
    }
    return window;
  }
}
