package io.voxbus.ai.openai;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.protocol.api.AsrOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A realtime transcription session: the service finds the utterances, each an item with deltas and a whole text. */
final class OpenAiListening implements ListenDialect {
  private record Item(int index, StringBuilder text, long beginMillis) {}

  private final ProviderTarget target;
  private final AsrOption option;
  private final int sampleRate;
  private final Message opening;
  private final Map<String, Item> items = new HashMap<>();
  private int nextIndex;

  /** @throws IllegalArgumentException for an option that is no number and wants to be one */
  OpenAiListening(ProviderTarget target, String model, AsrOption option, int sampleRate) {
    this.target = target;
    this.option = option;
    this.sampleRate = sampleRate;
    this.opening = Message.of(update(model, option, sampleRate));
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
    return ListenOptions.packetMillis(option, 100);
  }

  @Override
  public boolean waitsForReady() {
    return true;
  }

  @Override
  public List<Message> opening() {
    return List.of(opening);
  }

  private static JsonObject update(String model, AsrOption option, int sampleRate) {
    JsonObject transcription = new JsonObject().put("model", model);
    String language = ListenOptions.language(option);
    if (language != null) {
      transcription.put("language", language);
    }
    String prompt = ListenOptions.extra(option, "prompt", "");
    if (!prompt.isEmpty()) {
      transcription.put("prompt", prompt);
    }
    JsonObject detection = new JsonObject().put("type", "server_vad")
        .put("threshold", Double.valueOf(ListenOptions.extra(option, "threshold", "0.5")))
        .put("prefix_padding_ms",
            Integer.valueOf(ListenOptions.extra(option, "prefix_padding_ms", "300")))
        .put("silence_duration_ms",
            Integer.valueOf(ListenOptions.extra(option, "silence_duration_ms", "500")));
    JsonObject input = new JsonObject()
        .put("format", new JsonObject().put("type", "audio/pcm").put("rate", sampleRate))
        .put("transcription", transcription).put("turn_detection", detection);
    return new JsonObject().put("type", "session.update").put("session",
        new JsonObject().put("type", "transcription").put("audio",
            new JsonObject().put("input", input)));
  }

  @Override
  public Message audio(short[] pcm) {
    return Message.of(new JsonObject().put("type", "input_audio_buffer.append").put("audio",
        Base64.getEncoder().encodeToString(PcmBytes.encode(pcm))));
  }

  @Override
  public List<Message> end() {
    return List.of(Message.of(new JsonObject().put("type", "input_audio_buffer.commit")));
  }

  @Override
  public List<ListenReply> read(String message) {
    JsonObject json = new JsonObject(message);
    return switch (json.getString("type", "")) {
      case "session.updated", "transcription_session.updated" -> List.of(new ListenReply.Ready());
      case "input_audio_buffer.speech_started" -> {
        item(json, json.getLong("audio_start_ms", ListenReply.NOW));
        yield List.of();
      }
      case "conversation.item.input_audio_transcription.delta" -> {
        Item item = item(json, ListenReply.NOW);
        item.text.append(json.getString("delta", ""));
        yield List.of(said(item, item.text.toString(), false));
      }
      case "conversation.item.input_audio_transcription.completed" -> {
        Item item = item(json, ListenReply.NOW);
        items.remove(json.getString("item_id"));
        yield List.of(said(item, json.getString("transcript", ""), true));
      }
      case "conversation.item.input_audio_transcription.failed" -> {
        Item item = item(json, ListenReply.NOW);
        items.remove(json.getString("item_id"));
        yield List.of(new ListenReply.Lost(item.index,
            json.getJsonObject("error").getString("message", "unknown error")));
      }
      case "error" -> failed(json.getJsonObject("error"));
      case "" -> throw new IllegalArgumentException("no type");
      default -> List.of();
    };
  }

  private Item item(JsonObject json, long beginMillis) {
    return items.computeIfAbsent(String.valueOf(json.getString("item_id")),
        id -> new Item(nextIndex++, new StringBuilder(), beginMillis));
  }

  private static ListenReply said(Item item, String text, boolean isFinal) {
    return new ListenReply.Said(item.index, isFinal, text, item.beginMillis, ListenReply.NOW);
  }

  /** The end of the audio may find nothing to commit: that is no failure. */
  private List<ListenReply> failed(JsonObject error) {
    String given = error.getString("code");
    String code = given == null ? "" : given;
    if (code.equals("input_audio_buffer_commit_empty")) {
      return List.of(new ListenReply.Done());
    }
    int status = switch (code) {
      case "invalid_api_key" -> 401;
      case "insufficient_quota", "rate_limit_exceeded" -> 429;
      default -> "invalid_request_error".equals(error.getString("type")) ? 400 : 502;
    };
    return List.of(new ListenReply.Failed(
        target.failure(status, error.getString("message", "unknown error"))));
  }
}
