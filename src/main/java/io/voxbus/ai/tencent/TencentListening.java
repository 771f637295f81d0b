package io.voxbus.ai.tencent;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import java.util.List;

/** A result is a slice of an utterance: type 0 starts it, 1 replaces its text, 2 ends it. */
record TencentListening(ProviderTarget target, int sampleRate,
    int packetMillis) implements ListenDialect {
  private static final int ENDS = 2;

  @Override
  public Message audio(short[] pcm) {
    return Message.of(PcmBytes.encode(pcm));
  }

  @Override
  public List<Message> end() {
    return List.of(Message.of(new JsonObject().put("type", "end")));
  }

  @Override
  public List<ListenReply> read(String message) {
    JsonObject json = new JsonObject(message);
    int code = json.getInteger("code");
    if (code != 0) {
      return List.of(new ListenReply.Failed(
          target.failure(TencentCodes.status(code), json.getString("message", "unknown error"))));
    }
    if (json.getInteger("final", 0) == 1) {
      return List.of(new ListenReply.Done());
    }
    JsonObject result = json.getJsonObject("result");
    return result == null ? List.of() : List.of(said(result));
  }

  private static ListenReply said(JsonObject result) {
    return new ListenReply.Said(result.getInteger("index"),
        result.getInteger("slice_type") == ENDS, result.getString("voice_text_str", ""),
        result.getLong("start_time"), result.getLong("end_time"));
  }
}
