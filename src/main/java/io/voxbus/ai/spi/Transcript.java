package io.voxbus.ai.spi;

import org.jspecify.annotations.Nullable;

/**
 * What was understood so far of one utterance.
 *
 * @param index       number of the utterance in this stream, from 0
 * @param isFinal     false while the text may still change
 * @param text        everything understood of this utterance, not only what is new
 * @param startMillis wall clock of its first word, ms (from {@link io.voxbus.audio.AudioFrame#timeMillis})
 * @param endMillis   wall clock of its last word so far, ms
 * @param error       why this utterance has no text, while the stream goes on; null when it has
 */
public record Transcript(int index, boolean isFinal, String text, long startMillis,
    long endMillis, @Nullable String error) {
  public Transcript(int index, boolean isFinal, String text, long startMillis, long endMillis) {
    this(index, isFinal, text, startMillis, endMillis, null);
  }

  /** An utterance that nobody will ever have the text of. */
  public static Transcript lost(int index, long startMillis, long endMillis, String error) {
    return new Transcript(index, true, "", startMillis, endMillis, error);
  }
}
