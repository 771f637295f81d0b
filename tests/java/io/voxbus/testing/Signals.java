package io.voxbus.testing;

import java.util.Random;

/** Test signals. Levels are dB of full scale: a sine of 0 dBFS just fits into 16 bits; noise goes by its rms. */
public final class Signals {
  private Signals() {}

  public static short[] sine(int sampleRate, double hz, double dbfs, int samples) {
    double[] signal = new double[samples];
    add(signal, sampleRate, hz, dbfs);
    return round(signal);
  }

  /** Two sines at once, each at its own level. */
  public static short[] pair(int sampleRate, double[] hz, double[] dbfs, int samples) {
    double[] signal = new double[samples];
    for (int i = 0; i < hz.length; i++) {
      add(signal, sampleRate, hz[i], dbfs[i]);
    }
    return round(signal);
  }

  /** Rises from one frequency to the other, each octave in the same time. */
  public static short[] sweep(int sampleRate, double fromHz, double toHz, double dbfs,
      int samples) {
    double[] signal = new double[samples];
    double turn = Math.log(toHz / fromHz);
    double scale = 2 * Math.PI * fromHz * samples / sampleRate / turn;
    for (int i = 0; i < samples; i++) {
      signal[i] = amplitude(dbfs) * Math.sin(scale * Math.expm1(turn * i / samples));
    }
    return round(signal);
  }

  public static short[] whiteNoise(double rmsDbfs, int samples, long seed) {
    Random random = new Random(seed);
    double[] signal = new double[samples];
    for (int i = 0; i < samples; i++) {
      signal[i] = amplitude(rmsDbfs) * random.nextGaussian();
    }
    return round(signal);
  }

  /** Noise that loses about 3 dB an octave, from a sum of low-passed white noises. */
  public static short[] pinkNoise(double rmsDbfs, int samples, long seed) {
    Random random = new Random(seed);
    double[] poles = {0.997, 0.97, 0.8, 0.2};
    double[] states = new double[poles.length];
    double[] signal = new double[samples];
    double power = 0;
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < poles.length; k++) {
        states[k] = poles[k] * states[k]
            + Math.sqrt(1 - poles[k] * poles[k]) * random.nextGaussian();
        signal[i] += states[k];
      }
      power += signal[i] * signal[i];
    }
    double gain = amplitude(rmsDbfs) / Math.sqrt(power / samples);
    for (int i = 0; i < samples; i++) {
      signal[i] *= gain;
    }
    return round(signal);
  }

  /** The sum of two signals, as long as the longer one. */
  public static short[] mix(short[] one, short[] other) {
    double[] sum = new double[Math.max(one.length, other.length)];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (i < one.length ? one[i] : 0) + (i < other.length ? other[i] : 0);
    }
    return round(sum);
  }

  public static short[] join(short[]... parts) {
    int length = 0;
    for (short[] part : parts) {
      length += part.length;
    }
    short[] joined = new short[length];
    int at = 0;
    for (short[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  private static void add(double[] signal, int sampleRate, double hz, double dbfs) {
    for (int i = 0; i < signal.length; i++) {
      signal[i] += amplitude(dbfs) * Math.sin(2 * Math.PI * hz * i / sampleRate);
    }
  }

  private static double amplitude(double dbfs) {
    return 32_767 * Math.pow(10, dbfs / 20);
  }

  private static short[] round(double[] signal) {
    short[] pcm = new short[signal.length];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) Math.max(-32_768, Math.min(Math.round(signal[i]), 32_767));
    }
    return pcm;
  }
}
