package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.SpeechException;

/** What a message of a vendor's recogniser means. */
public sealed interface ListenReply {
  /** An offset the vendor does not tell: where the audio is just now. */
  long NOW = -1;

  /** It wants audio now. */
  record Ready() implements ListenReply {}
  /**
   * What it understood so far of an utterance.
   *
   * @param beginMillis from the start of the audio that was sent to the first word, or {@link #NOW}
   * @param endMillis   to the end of the last one so far, or {@link #NOW}
   */
  record Said(int index, boolean isFinal, String text, long beginMillis,
      long endMillis) implements ListenReply {}
  /** The utterance will never have a text. */
  record Lost(int index, String reason) implements ListenReply {}
  /** Nothing more comes. */
  record Done() implements ListenReply {}
  /** It has failed. */
  record Failed(SpeechException why) implements ListenReply {}
}
