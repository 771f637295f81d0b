package io.voxbus.ai.openai;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.RealtimeOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model answers: a number for each answer that is heard, and the item that it is in the conversation. */
final class Replies {
  private final List<String> items = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean active;
  /** The answer that is being made is heard. */
  private boolean heard;

  void created() {
    active = true;
  }

  /** It is not going on, but its end is still to be told. */
  void cancelled() {
    active = false;
  }

  boolean active() {
    return active;
  }

  int audio(JsonObject delta) {
    return number(delta);
  }

  int words(JsonObject delta) {
    int number = number(delta);
    text.append(delta.getString("delta", ""));
    return number;
  }

  /** Whether that answer is still being made; it is not any more. */
  boolean cancels(int reply) {
    boolean cancels = active && heard && reply == items.size() - 1;
    active = active && !cancels;
    return cancels;
  }

  @Nullable
  String item(int reply) {
    return reply >= 0 && reply < items.size() ? items.get(reply) : null;
  }

  /** Null when nothing of it was to be heard. */
  @Nullable
  RealtimeOutput ended() {
    RealtimeOutput end = heard
        ? new RealtimeOutput.SpeechEnd(items.size() - 1, text.toString())
        : null;
    active = false;
    heard = false;
    text.setLength(0);
    return end;
  }

  private int number(JsonObject delta) {
    if (!heard) {
      heard = true;
      items.add(delta.getString("item_id", ""));
    }
    return items.size() - 1;
  }
}
