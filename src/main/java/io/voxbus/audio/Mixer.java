package io.voxbus.audio;

/** Adds audio. */
public final class Mixer {
  private Mixer() {}

  /** Adds {@code frame} to the start of {@code into}; what is too loud for 16 bits stays at the limit. */
  public static void add(short[] into, short[] frame) {
    int samples = Math.min(into.length, frame.length);
    for (int i = 0; i < samples; i++) {
      into[i] = (short) Math.max(Short.MIN_VALUE, Math.min(into[i] + frame[i], Short.MAX_VALUE));
    }
  }
}
