package io.voxbus.ai.aliyun;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakDialect;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpeakReply;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.protocol.api.TtsOption;
import java.util.List;

/** One text: a task that is run, continued with every piece, and finished. */
record AliyunSpeaking(Task task, TtsOption option, String speaker,
    int rate) implements SpeakDialect {
  @Override
  public ProviderTarget target() {
    return task.target();
  }

  @Override
  public boolean waitsForReady() {
    return true;
  }

  @Override
  public List<Message> opening() {
    JsonObject parameters = new JsonObject().put("text_type", "PlainText").put("voice", speaker)
        .put("format", "pcm").put("sample_rate", rate)
        .put("volume", option.volume() == null ? 50 : Math.clamp(option.volume(), 1, 10) * 10)
        .put("rate", option.speed() == null ? 1.0 : Math.clamp(option.speed(), 0.5, 2.0));
    if (option.emotion() != null) {
      parameters.put("instruction", option.emotion());
    }
    SpeakOptions.extra(option).forEach((key, value) -> {
      if (!key.equals("model")) {
        parameters.put(key, Values.of(value));
      }
    });
    return List.of(task.run("tts", "SpeechSynthesizer", parameters));
  }

  @Override
  public List<Message> say(String piece) {
    return List.of(task.more(piece));
  }

  @Override
  public List<Message> end() {
    return List.of(task.finish());
  }

  @Override
  public SpokenAudio audio() {
    return new SpokenAudio(SpokenAudio.Format.PCM, rate, 1);
  }

  @Override
  public List<SpeakReply> read(String message) {
    JsonObject header = new JsonObject(message).getJsonObject("header");
    return switch (header.getString("event")) {
      case "task-started" -> List.of(new SpeakReply.Ready());
      case "task-finished" -> List.of(new SpeakReply.Done());
      case "task-failed" -> List.of(new SpeakReply.Failed(task.failure(header)));
      default -> List.of();
    };
  }
}
