package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.SpeechException;
import java.util.List;

/** What a message of a speech-to-speech model means. */
public sealed interface RealtimeReply {
  /** It wants audio now. */
  record Ready() implements RealtimeReply {}
  /** More of a reply, as it came over the wire. */
  @SuppressWarnings("ArrayRecordComponent")
  record Audio(int reply, byte[] encoded) implements RealtimeReply {}
  /** What the caller said so far of utterance {@code index}. */
  record Heard(int index, boolean isFinal, String text) implements RealtimeReply {}
  /** The caller has begun to speak. */
  record CallerSpeaks() implements RealtimeReply {}
  /** This is to be said to it. */
  record Say(List<Message> messages) implements RealtimeReply {}
  /** Anything that means the same for all vendors. */
  record Does(RealtimeOutput output) implements RealtimeReply {}
  /** It has failed for good. */
  record Failed(SpeechException why) implements RealtimeReply {}
}
