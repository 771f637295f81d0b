package io.voxbus.archfixture.audio;

/** Breaks a rule of the architecture on purpose. */
public final class ReadsTheClock {
  long now = System.nanoTime();
}
