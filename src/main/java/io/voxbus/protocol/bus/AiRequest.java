package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.api.TtsOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call asks of its recogniser and its voice. */
public sealed interface AiRequest {
  /**
   * To the host: begin to recognise what is said on a leg of a call; the main one is named by the call's id.
   *
   * @param turns who judges whether the caller has said all; null: nobody
   */
  record Listen(String callId, String leg, AsrOption option,
      @Nullable String turns) implements AiRequest {
    public Listen(String callId, AsrOption option, @Nullable String turns) {
      this(callId, callId, option, turns);
    }

    public Listen(String callId, String leg, AsrOption option) {
      this(callId, leg, option, null);
    }

    public Listen(String callId, AsrOption option) {
      this(callId, callId, option, null);
    }
  }
  /** The caller has been silent since {@code silenceMillis}: have they said all? */
  record Judge(long silenceMillis) implements AiRequest {}
  /** To the host: open the voice of a call. */
  record OpenVoice(String callId, int maxConcurrent) implements AiRequest {}
  /**
   * Speak a piece of text for an item. With {@code more} the item stays open for further pieces; a null text only ends
   * it.
   */
  record Say(int item, @Nullable String text, boolean more,
      TtsOption option) implements AiRequest {}
  /** To the host: connect a call with a service of the application's own. */
  record Pass(String callId, MediaPassOption option) implements AiRequest {}
  /** What the service says now is for this item. */
  record PassTo(int item) implements AiRequest {}
  /** To the host: synthesise a text and keep it. Answered by {@link CallReply.Precached}. */
  record Precache(String text, TtsOption option) implements AiRequest {}
  /** Stop speaking these items. */
  record Cancel(List<Integer> items) implements AiRequest {}
  /** What is asked of a model that holds the conversation. */
  sealed interface OfModel extends AiRequest {}
  /** To the host: let a model hold the conversation. */
  record Converse(String callId, RealtimeOption option) implements OfModel {}
  /** The reply is this item of what is played. */
  record Speak(int reply, int item) implements OfModel {}
  /** The item was cut short after {@code heardMillis}, and what came after it was not heard. */
  record Cut(int item, long heardMillis) implements OfModel {}
  /** What a tool has given. */
  record ToolResult(String callId, String result) implements OfModel {}
  /** End. */
  record Close() implements AiRequest {}
}
