package io.voxbus.ai.spi;

/** What a model that holds a conversation does. Replies are numbered from 0. */
public sealed interface RealtimeOutput {
  /** More of a reply, 16 kHz, as fast as it comes. */
  @SuppressWarnings("ArrayRecordComponent")
  record Speech(int reply, short[] pcm) implements RealtimeOutput {}
  /** What the next part of a reply is in words. */
  record Words(int reply, String text) implements RealtimeOutput {}
  /** All of a reply has come: {@code text} in words, empty when the model does not tell. */
  record SpeechEnd(int reply, String text) implements RealtimeOutput {}
  /** The caller has begun to speak: what is being played must stop. */
  record CallerSpeaks() implements RealtimeOutput {}
  /** What the caller said; times are wall clock. */
  record CallerSaid(Transcript transcript) implements RealtimeOutput {}
  /** It wants a tool to be used. */
  record ToolCall(String callId, String name, String arguments) implements RealtimeOutput {}
  /** Something did not work; the conversation goes on. */
  record Complaint(SpeechException why) implements RealtimeOutput {}
}
