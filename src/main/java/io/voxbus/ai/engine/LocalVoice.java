package io.voxbus.ai.engine;

/** A voice of this machine, for one thread at a time. */
public interface LocalVoice {
  /**
   * Speaks a sentence.
   *
   * @param speed 1.0 = as usual, 2.0 = twice as fast
   * @return samples at 16 kHz
   */
  short[] speak(String text, double speed);
}
