package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.SpeechException;

/** What a message of a vendor's voice means. */
public sealed interface SpeakReply {
  /** It wants text now. */
  record Ready() implements SpeakReply {}
  /** More audio, in the format that was asked for. */
  @SuppressWarnings("ArrayRecordComponent")
  record Audio(byte[] bytes) implements SpeakReply {}
  /** All is spoken. */
  record Done() implements SpeakReply {}
  /** It has failed. */
  record Failed(SpeechException why) implements SpeakReply {}
}
