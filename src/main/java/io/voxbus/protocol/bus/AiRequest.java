package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.api.TtsOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call asks of its recogniser and its voice. */
public sealed interface AiRequest {
  /** To the host: begin to recognise what the caller says. */
  record Listen(String callId, AsrOption option) implements AiRequest {}
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
  /** End. */
  record Close() implements AiRequest {}
}
