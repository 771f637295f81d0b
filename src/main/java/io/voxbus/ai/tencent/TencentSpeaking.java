package io.voxbus.ai.tencent;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakDialect;
import io.voxbus.ai.vendor.SpeakReply;
import io.voxbus.ai.vendor.SpokenAudio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** With a session text is sent when the voice is ready; without one the address holds the text already. */
record TencentSpeaking(ProviderTarget target, TencentVoice voice, String session,
    Supplier<String> ids) implements SpeakDialect {
  @Override
  public boolean waitsForReady() {
    return !session.isEmpty();
  }

  @Override
  public List<Message> say(String piece) {
    return session.isEmpty() ? List.of() : List.of(action("ACTION_SYNTHESIS", piece));
  }

  @Override
  public List<Message> end() {
    return session.isEmpty() ? List.of() : List.of(action("ACTION_COMPLETE", ""));
  }

  @Override
  public SpokenAudio audio() {
    return voice.audio();
  }

  @Override
  public List<SpeakReply> read(String message) {
    JsonObject json = new JsonObject(message);
    int code = json.getInteger("code");
    if (code != 0) {
      return List.of(new SpeakReply.Failed(
          target.failure(TencentCodes.status(code), json.getString("message", "unknown error"))));
    }
    List<SpeakReply> replies = new ArrayList<>();
    if (json.getInteger("ready", 0) == 1) {
      replies.add(new SpeakReply.Ready());
    }
    if (json.getInteger("final", 0) == 1) {
      replies.add(new SpeakReply.Done());
    }
    return replies;
  }

  private Message action(String action, String text) {
    return Message.of(new JsonObject().put("session_id", session).put("message_id", ids.get())
        .put("action", action).put("data", text));
  }
}
