package io.voxbus.ai.engine;

import io.voxbus.protocol.api.TtsOption;

/** How fast and how loud an option wants a voice of this machine. */
public final class Loudness {
  private static final double NORMAL = 5;
  private static final double LOUDEST = 10;
  private static final double SLOWEST = 0.25;
  private static final double FASTEST = 4;

  private Loudness() {}

  /** 1: as it is. */
  public static double gain(TtsOption option) {
    double volume = option.volume() == null ? NORMAL : option.volume();
    return Math.clamp(volume, 1, LOUDEST) / NORMAL;
  }

  /** 1: as it is. */
  public static double speed(TtsOption option) {
    return option.speed() == null ? 1 : Math.clamp(option.speed(), SLOWEST, FASTEST);
  }

  public static short[] louder(short[] samples, double gain) {
    if (gain == 1) {
      return samples;
    }
    short[] louder = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      louder[i] = (short) Math.clamp(Math.round(samples[i] * gain), Short.MIN_VALUE,
          Short.MAX_VALUE);
    }
    return louder;
  }
}
