package io.voxbus.ai.elevenlabs;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import java.util.Base64;
import java.util.List;

/**
 * A partial text grows until it is committed. With timestamps every commit is told twice; the second telling, with the
 * times, is the one that counts.
 */
final class ElevenLabsListening implements ListenDialect {
  private static final String COMMITTED = "committed_transcript";

  private final ProviderTarget target;
  private final int sampleRate;
  private final int packetMillis;
  private final boolean timed;
  private int index;

  ElevenLabsListening(ProviderTarget target, int sampleRate, int packetMillis) {
    this.target = target;
    this.sampleRate = sampleRate;
    this.packetMillis = packetMillis;
    timed = target.uri().contains("include_timestamps=true");
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
  public boolean waitsForReady() {
    return true;
  }

  @Override
  public Message audio(short[] pcm) {
    return chunk(pcm, false);
  }

  @Override
  public List<Message> end() {
    return List.of(chunk(new short[0], true));
  }

  private Message chunk(short[] pcm, boolean commit) {
    return Message.of(new JsonObject().put("message_type", "input_audio_chunk")
        .put("audio_base_64", Base64.getEncoder().encodeToString(PcmBytes.encode(pcm)))
        .put("commit", commit).put("sample_rate", sampleRate));
  }

  @Override
  public List<ListenReply> read(String message) {
    JsonObject json = new JsonObject(message);
    String type = json.getString("message_type", "");
    return switch (type) {
      case "session_started" -> List.of(new ListenReply.Ready());
      case "partial_transcript" -> List.of(new ListenReply.Said(index, false,
          json.getString("text"), ListenReply.NOW, ListenReply.NOW));
      case COMMITTED -> timed ? List.of() : committed(json, ListenReply.NOW, ListenReply.NOW);
      case "committed_transcript_with_timestamps" -> timed(json);
      case "" -> throw new IllegalArgumentException("no message_type");
      default -> json.containsKey("error") ? List.of(failed(type, json)) : List.of();
    };
  }

  private List<ListenReply> timed(JsonObject json) {
    JsonArray words = json.getJsonArray("words", new JsonArray());
    if (words.isEmpty()) {
      return committed(json, ListenReply.NOW, ListenReply.NOW);
    }
    return committed(json, millis(words.getJsonObject(0).getDouble("start", 0d)),
        millis(words.getJsonObject(words.size() - 1).getDouble("end", 0d)));
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  private List<ListenReply> committed(JsonObject json, long begin, long end) {
    String text = json.getString("text");
    return text.isBlank()
        ? List.of()
        : List.of(new ListenReply.Said(index++, true, text, begin, end));
  }

  private ListenReply failed(String type, JsonObject json) {
    return new ListenReply.Failed(
        target.failure(ElevenLabsErrors.status(type), json.getString("error")));
  }
}
