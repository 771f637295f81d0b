package io.voxbus.testing;

/** Measures what is in a piece of audio. */
public final class Spectrum {
  private Spectrum() {}

  /**
   * The level of the sine of this frequency, dBFS as in {@link Signals}. Under a Blackman window: other sines
   * do not disturb it from 3 / duration on (150 Hz away in 20 ms, 3 Hz in a second).
   */
  public static double level(short[] pcm, int sampleRate, double hz) {
    double real = 0;
    double imaginary = 0;
    double weight = 0;
    for (int i = 0; i < pcm.length; i++) {
      double position = 2 * Math.PI * (i + 0.5) / pcm.length;
      double window = 0.42 - 0.5 * Math.cos(position) + 0.08 * Math.cos(2 * position);
      double angle = 2 * Math.PI * hz * i / sampleRate;
      real += pcm[i] * window * Math.cos(angle);
      imaginary += pcm[i] * window * Math.sin(angle);
      weight += window;
    }
    return decibels(2 * Math.hypot(real, imaginary) / weight / 32_767);
  }

  /** How much louder the sine of this frequency is than all the rest, in dB, by a least-squares fit. */
  public static double signalToNoise(short[] pcm, int sampleRate, double hz) {
    double[] fit = fit(pcm, sampleRate, hz);
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < pcm.length; i++) {
      double angle = 2 * Math.PI * hz * i / sampleRate;
      double sine = fit[0] * Math.cos(angle) + fit[1] * Math.sin(angle);
      signal += sine * sine;
      noise += (pcm[i] - sine) * (pcm[i] - sine);
    }
    return decibels(Math.sqrt(signal / noise));
  }

  /** How much louder {@code expected} is than its difference from {@code actual}, in dB. */
  public static double signalToError(short[] expected, short[] actual) {
    double signal = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      signal += (double) expected[i] * expected[i];
      error += Math.pow(expected[i] - actual[i], 2);
    }
    return decibels(Math.sqrt(signal / error));
  }

  /** The rms of everything in it, dB of the constant 32768. */
  public static double rms(short[] pcm) {
    double power = 0;
    for (short sample : pcm) {
      power += (double) sample * sample;
    }
    return decibels(Math.sqrt(power / pcm.length) / 32_768);
  }

  private static double[] fit(short[] pcm, int sampleRate, double hz) {
    double cc = 0;
    double ss = 0;
    double cs = 0;
    double xc = 0;
    double xs = 0;
    for (int i = 0; i < pcm.length; i++) {
      double cosine = Math.cos(2 * Math.PI * hz * i / sampleRate);
      double sine = Math.sin(2 * Math.PI * hz * i / sampleRate);
      cc += cosine * cosine;
      ss += sine * sine;
      cs += cosine * sine;
      xc += pcm[i] * cosine;
      xs += pcm[i] * sine;
    }
    double determinant = cc * ss - cs * cs;
    return new double[]{(xc * ss - xs * cs) / determinant, (xs * cc - xc * cs) / determinant};
  }

  private static double decibels(double ratio) {
    return 20 * Math.log10(Math.max(ratio, 1e-10));
  }
}
