package io.voxbus.audio;

/**
 * How loud audio is, in dB of full scale: 0 is the constant 32768, so a sine as loud as 16 bits can hold has a
 * peak of 0 and an rms of -3.01.
 */
public final class Levels {
  /** What digital silence measures; a single lowest bit has a peak of -90.3. */
  public static final double SILENCE = -100;
  private static final double FULL_SCALE = 32_768;

  private Levels() {}

  public static double rms(short[] pcm) {
    long sum = 0;
    for (short sample : pcm) {
      sum += sample * sample;
    }
    return pcm.length == 0 ? SILENCE : dbfs(Math.sqrt((double) sum / pcm.length));
  }

  public static double peak(short[] pcm) {
    int peak = 0;
    for (short sample : pcm) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return dbfs(peak);
  }

  /** The amplitude, of 32768, that has this level. */
  public static double amplitude(double dbfs) {
    return FULL_SCALE * Math.pow(10, dbfs / 20);
  }

  private static double dbfs(double amplitude) {
    return amplitude == 0 ? SILENCE : Math.max(SILENCE, 20 * Math.log10(amplitude / FULL_SCALE));
  }
}
