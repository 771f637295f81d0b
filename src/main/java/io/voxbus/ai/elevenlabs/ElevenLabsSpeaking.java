package io.voxbus.ai.elevenlabs;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakDialect;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpeakReply;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.protocol.api.TtsOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A blank text opens the stream, each piece is spoken at once, an empty text ends it. */
record ElevenLabsSpeaking(ProviderTarget target, SpokenAudio audio,
    TtsOption option) implements SpeakDialect {
  @Override
  public List<Message> opening() {
    JsonObject settings = new JsonObject();
    if (option.speed() != null) {
      settings.put("speed", Math.clamp(option.speed(), 0.7, 1.2));
    }
    SpeakOptions.extra(option).forEach((key, value) -> {
      if (key.equals("use_speaker_boost")) {
        settings.put(key, Boolean.valueOf(value));
      } else if (ElevenLabsTts.VOICE_SETTINGS.contains(key)) {
        settings.put(key, Double.valueOf(value));
      }
    });
    JsonObject first = new JsonObject().put("text", " ");
    return List.of(
        Message.of(settings.isEmpty() ? first : first.put("voice_settings", settings)));
  }

  @Override
  public List<Message> say(String piece) {
    return List.of(Message.of(new JsonObject().put("text", piece + " ").put("flush", true)));
  }

  @Override
  public List<Message> end() {
    return List.of(Message.of(new JsonObject().put("text", "")));
  }

  @Override
  public List<SpeakReply> read(String message) {
    JsonObject json = new JsonObject(message);
    if (json.containsKey("error") || json.containsKey("code")) {
      return List.of(new SpeakReply.Failed(target.failure(
          ElevenLabsErrors.status(json.getString("error", "")),
          json.getString("message", json.getString("error", "unknown error")))));
    }
    List<SpeakReply> replies = new ArrayList<>();
    String audio64 = json.getString("audio");
    if (audio64 != null && !audio64.isEmpty()) {
      replies.add(new SpeakReply.Audio(Base64.getDecoder().decode(audio64)));
    }
    if (Boolean.TRUE.equals(json.getBoolean("isFinal"))) {
      replies.add(new SpeakReply.Done());
    }
    return replies;
  }
}
