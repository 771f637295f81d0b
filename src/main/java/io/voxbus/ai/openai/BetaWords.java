package io.voxbus.ai.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.RealtimeDialect.AudioFormat;
import io.voxbus.ai.vendor.RealtimeOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.protocol.api.RealtimeOption;
import org.jspecify.annotations.Nullable;

/** A session in the words of the Realtime API's beta. Its {@code pcm16} is 24 kHz. */
record BetaWords(RealtimeOption option) implements SessionWords {
  private static final int RATE = 24_000;
  private static final int G711_RATE = 8000;

  @Override
  public JsonObject session() {
    String format = format(RealtimeOptions.codec(option));
    JsonObject session = new JsonObject().put("modalities",
        new JsonArray().add("text").add("audio"));
    String instructions = RealtimeOptions.extra(option, "instructions", "");
    if (!instructions.isEmpty()) {
      session.put("instructions", instructions);
    }
    session.put("voice", RealtimeOptions.extra(option, "voice", "alloy"))
        .put("input_audio_format", format).put("output_audio_format", format);
    String transcriber = RealtimeOptions.extra(option, "transcription", "whisper-1");
    if (!transcriber.equals("off")) {
      session.put("input_audio_transcription", new JsonObject().put("model", transcriber));
    }
    session.put("turn_detection", OpenAiConversation.turnDetection(option));
    if (!RealtimeOptions.tools(option).isEmpty()) {
      session.put("tools", RealtimeOptions.tools(option)).put("tool_choice", "auto");
    }
    return session;
  }

  @Override
  public @Nullable AudioFormat input(JsonObject session) {
    return format(session.getString("input_audio_format", ""));
  }

  @Override
  public @Nullable AudioFormat output(JsonObject session) {
    return format(session.getString("output_audio_format", ""));
  }

  private static String format(SpokenAudio.Format codec) {
    return switch (codec) {
      case PCM -> "pcm16";
      case PCMU -> "g711_ulaw";
      case PCMA -> "g711_alaw";
    };
  }

  private static @Nullable AudioFormat format(String name) {
    return switch (name) {
      case "pcm16" -> new AudioFormat(SpokenAudio.Format.PCM, RATE);
      case "g711_ulaw" -> new AudioFormat(SpokenAudio.Format.PCMU, G711_RATE);
      case "g711_alaw" -> new AudioFormat(SpokenAudio.Format.PCMA, G711_RATE);
      default -> null;
    };
  }
}
