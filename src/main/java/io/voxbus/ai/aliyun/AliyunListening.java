package io.voxbus.ai.aliyun;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.protocol.api.AsrOption;
import java.util.List;

/** A sentence that has an end time is final; the next one is another utterance. */
final class AliyunListening implements ListenDialect {
  private final Task task;
  private final AsrOption option;
  private final int sampleRate;
  private int index;

  AliyunListening(Task task, AsrOption option, int sampleRate) {
    this.task = task;
    this.option = option;
    this.sampleRate = sampleRate;
  }

  @Override
  public ProviderTarget target() {
    return task.target();
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
    JsonObject parameters = new JsonObject().put("format", "pcm").put("sample_rate", sampleRate);
    String language = ListenOptions.language(option);
    if (language != null) {
      parameters.put("language_hints", new JsonArray().add(language));
    }
    ListenOptions.extra(option)
        .forEach((key, value) -> parameters.put(key, Values.of(value)));
    return List.of(task.run("asr", "recognition", parameters));
  }

  @Override
  public Message audio(short[] pcm) {
    return Message.of(PcmBytes.encode(pcm));
  }

  @Override
  public List<Message> end() {
    return List.of(task.finish());
  }

  @Override
  public List<ListenReply> read(String message) {
    JsonObject json = new JsonObject(message);
    JsonObject header = json.getJsonObject("header");
    return switch (header.getString("event")) {
      case "task-started" -> List.of(new ListenReply.Ready());
      case "result-generated" -> sentence(
          json.getJsonObject("payload").getJsonObject("output").getJsonObject("sentence"));
      case "task-finished" -> List.of(new ListenReply.Done());
      case "task-failed" -> List.of(new ListenReply.Failed(task.failure(header)));
      default -> List.of();
    };
  }

  private List<ListenReply> sentence(JsonObject sentence) {
    if (sentence.getBoolean("heartbeat", false)) {
      return List.of();
    }
    Long end = sentence.getLong("end_time");
    boolean isFinal = end != null || sentence.getBoolean("sentence_end", false);
    ListenReply said = new ListenReply.Said(index, isFinal, sentence.getString("text", ""),
        sentence.getLong("begin_time", ListenReply.NOW), end == null ? ListenReply.NOW : end);
    if (isFinal) {
      index++;
    }
    return List.of(said);
  }
}
