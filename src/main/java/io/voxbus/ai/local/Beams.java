package io.voxbus.ai.local;

/**
 * How wide the open-vocabulary search is. Wider finds more and costs more; Sphinx4's own defaults (20,000 states) take
 * seven times as long as the speech lasts.
 *
 * @param states        states kept a frame
 * @param relative      states kept by probability relative to the best
 * @param words         word ends kept a frame
 * @param relativeWords word ends kept by probability relative to the best
 * @param phones        phones kept by the look-ahead, by probability relative to the best
 */
record Beams(int states, double relative, int words, double relativeWords, double phones) {
  /** Measured on ten sentences of the built-in voice: 7 % word errors; 1,000 states had 21 % at two thirds of the CPU. */
  static final Beams TUNED = new Beams(2000, 1e-60, 50, 1e-40, 1e-8);
}
