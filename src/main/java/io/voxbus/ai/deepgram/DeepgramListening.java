package io.voxbus.ai.deepgram;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import java.util.List;

/**
 * Results come in segments: an interim text is replaced by the next one, a final segment stays, and with {@code
 * speech_final} the segments so far are an utterance.
 */
final class DeepgramListening implements ListenDialect {
  private final ProviderTarget target;
  private final int sampleRate;
  private final int packetMillis;
  private final StringBuilder settled = new StringBuilder();
  private int index;
  private long beginMillis = ListenReply.NOW;

  DeepgramListening(ProviderTarget target, int sampleRate, int packetMillis) {
    this.target = target;
    this.sampleRate = sampleRate;
    this.packetMillis = packetMillis;
  }

  @Override
  public ProviderTarget target() {
    return target;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int packetMillis() {
    return packetMillis;
  }

  @Override
  public Message audio(short[] pcm) {
    return Message.of(PcmBytes.encode(pcm));
  }

  @Override
  public List<Message> end() {
    return List.of(Message.of(new JsonObject().put("type", "CloseStream")));
  }

  @Override
  public Message keepAlive() {
    return Message.of(new JsonObject().put("type", "KeepAlive"));
  }

  @Override
  public List<ListenReply> read(String message) {
    JsonObject json = new JsonObject(message);
    return switch (json.getString("type", "")) {
      case "Results" -> results(json);
      case "Error" -> List.of(new ListenReply.Failed(DeepgramErrors.of(target, json)));
      case "" -> throw new IllegalArgumentException("no type");
      default -> List.of();
    };
  }

  private List<ListenReply> results(JsonObject json) {
    String text = json.getJsonObject("channel").getJsonArray("alternatives").getJsonObject(0)
        .getString("transcript");
    long start = Math.round(json.getDouble("start", 0d) * 1000);
    long end = start + Math.round(json.getDouble("duration", 0d) * 1000);
    if (beginMillis == ListenReply.NOW && !text.isBlank()) {
      beginMillis = start;
    }
    String all = (settled + " " + text).strip();
    boolean over = json.getBoolean("speech_final", false);
    if (json.getBoolean("is_final", false)) {
      settled.setLength(0);
      settled.append(all);
    }
    ListenReply said = new ListenReply.Said(index, over, all, Math.max(0, beginMillis), end);
    if (over) {
      settled.setLength(0);
      beginMillis = ListenReply.NOW;
      index += all.isEmpty() ? 0 : 1;
    }
    return all.isEmpty() ? List.of() : List.of(said);
  }
}
