package io.voxbus.protocol.bus;

/** What recogniser and voice tell their call. Times are wall clock, durations ms. */
public sealed interface AiEvent {
  /** What a recogniser tells. */
  sealed interface OfRecogniser extends AiEvent {}
  /** What was understood so far of utterance {@code index}. */
  record Heard(String provider, int index, boolean isFinal, String text, long startMillis,
      long endMillis) implements OfRecogniser {}
  /** The first partial of an utterance came {@code millis} after its first audio, or its final. */
  record ListenTime(String provider, boolean completed, int index,
      long millis) implements OfRecogniser {}
  /** The recogniser failed. */
  record ListenFailed(String provider, int code, String reason) implements OfRecogniser {}
  /** What {@link AiRequest.Judge} asked: from 0, more is to come, to 1, all is said. */
  record Judged(long silenceMillis, double complete) implements OfRecogniser {}
  /** Nobody can judge that. */
  record JudgeFailed(String provider, int code, String reason) implements OfRecogniser {}
  /** The first audio of the item is there. */
  record FirstByte(String provider, int item, long millis) implements AiEvent {}
  /** All of the item is synthesised, or was before: {@code lengthMillis} of audio. */
  record Spoken(String provider, int item, long millis, long lengthMillis, boolean cached)
      implements
        AiEvent {}
  /** The service of the application's own begins to say something; answered by {@link AiRequest.PassTo}. */
  record PassSpeaks() implements AiEvent {}
  /** The service can't be reached, or was lost; {@code url} without its secrets. */
  record PassFailed(String url, int code, String reason) implements AiEvent {}
  /** The item could not be spoken, or only in part. */
  record SpeakFailed(String provider, int item, int code, String reason) implements AiEvent {}
  /** What a model does that holds the conversation. */
  sealed interface OfModel extends AiEvent {}
  /** It begins to say something; answered by {@link AiRequest.Speak}. */
  record ReplyBegan(String provider, int reply) implements OfModel {}
  /** The next words of what it says. */
  record ReplyWords(String provider, String text) implements OfModel {}
  /** All of a reply in words. */
  record ReplyText(String provider, String text) implements OfModel {}
  /** It has heard that the caller begins to speak. */
  record CallerSpeaks(String provider, long startMillis) implements OfModel {}
  /** It wants a tool to be used. */
  record ToolCall(String provider, String callId, String name, String arguments)
      implements
        OfModel {}
  /** It failed, or something that it was asked. */
  record ModelFailed(String provider, int code, String reason) implements OfModel {}
}
