package io.voxbus.ai.spi;

/**
 * What was understood so far of one utterance.
 *
 * @param index       number of the utterance in this stream, from 0
 * @param isFinal     false while the text may still change
 * @param text        everything understood of this utterance, not only what is new
 * @param startMillis wall clock of its first word, ms (from {@link io.voxbus.audio.AudioFrame#timeMillis})
 * @param endMillis   wall clock of its last word so far, ms
 */
public record Transcript(int index, boolean isFinal, String text, long startMillis,
    long endMillis) {}
