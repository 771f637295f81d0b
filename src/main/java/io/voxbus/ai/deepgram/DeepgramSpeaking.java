package io.voxbus.ai.deepgram;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakDialect;
import io.voxbus.ai.vendor.SpeakReply;
import io.voxbus.ai.vendor.SpokenAudio;
import java.util.List;

/** Each piece is flushed, so that it is spoken at once; the last {@code Flushed} is the end. */
final class DeepgramSpeaking implements SpeakDialect {
  private final ProviderTarget target;
  private final SpokenAudio audio;
  private int unspoken;

  DeepgramSpeaking(ProviderTarget target, SpokenAudio audio) {
    this.target = target;
    this.audio = audio;
  }

  @Override
  public ProviderTarget target() {
    return target;
  }

  @Override
  public List<Message> say(String piece) {
    unspoken++;
    return List.of(Message.of(new JsonObject().put("type", "Speak").put("text", piece + " ")),
        word("Flush"));
  }

  @Override
  public List<Message> end() {
    return List.of();
  }

  @Override
  public boolean isOver() {
    return unspoken == 0;
  }

  @Override
  public List<Message> cancel() {
    return List.of(word("Clear"), word("Close"));
  }

  @Override
  public SpokenAudio audio() {
    return audio;
  }

  @Override
  public List<SpeakReply> read(String message) {
    JsonObject json = new JsonObject(message);
    return switch (json.getString("type", "")) {
      case "Flushed" -> {
        unspoken = Math.max(0, unspoken - 1);
        yield List.of();
      }
      case "Error" -> List.of(new SpeakReply.Failed(DeepgramErrors.of(target, json)));
      case "" -> throw new IllegalArgumentException("no type");
      default -> List.of();
    };
  }

  private static Message word(String type) {
    return Message.of(new JsonObject().put("type", type));
  }
}
