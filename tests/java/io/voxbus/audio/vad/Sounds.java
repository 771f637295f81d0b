package io.voxbus.audio.vad;

import io.voxbus.audio.Pcm;

import java.util.random.RandomGeneratorFactory;

/** Ten seconds of this and that, 16 kHz. */
final class Sounds {
  static final int SECONDS_10 = 10 * Pcm.RATE;

  private Sounds() {}

  static short[] whiteNoise(double rms, long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var samples = new short[SECONDS_10];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.clamp(random.nextGaussian() * rms, -32_768, 32_767);
    }
    return samples;
  }

  /** Both tones at the same amplitude. */
  static short[] tones(double amplitude, double hertzA, double hertzB) {
    var samples = new short[SECONDS_10];
    for (int i = 0; i < samples.length; i++) {
      double t = 2 * Math.PI * i / Pcm.RATE;
      samples[i] = (short) (amplitude * (Math.sin(hertzA * t) + Math.sin(hertzB * t)));
    }
    return samples;
  }
}
