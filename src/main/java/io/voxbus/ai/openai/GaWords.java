package io.voxbus.ai.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.RealtimeDialect.AudioFormat;
import io.voxbus.ai.vendor.RealtimeOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.protocol.api.RealtimeOption;
import org.jspecify.annotations.Nullable;

/** A session in the words of the Realtime API since it is generally available. */
record GaWords(RealtimeOption option) implements SessionWords {
  private static final int RATE = 24_000;
  private static final int G711_RATE = 8000;

  @Override
  public JsonObject session() {
    JsonObject input = new JsonObject().put("format", format(RealtimeOptions.codec(option)));
    String transcriber = RealtimeOptions.extra(option, "transcription", "gpt-4o-mini-transcribe");
    if (!transcriber.equals("off")) {
      input.put("transcription", new JsonObject().put("model", transcriber));
    }
    input.put("turn_detection", OpenAiConversation.turnDetection(option));
    JsonObject session = new JsonObject().put("type", "realtime").put("output_modalities",
        new JsonArray().add("audio"));
    String instructions = RealtimeOptions.extra(option, "instructions", "");
    if (!instructions.isEmpty()) {
      session.put("instructions", instructions);
    }
    session.put("audio", new JsonObject().put("input", input).put("output",
        new JsonObject().put("format", format(RealtimeOptions.codec(option))).put("voice",
            RealtimeOptions.extra(option, "voice", "alloy"))));
    if (!RealtimeOptions.tools(option).isEmpty()) {
      session.put("tools", RealtimeOptions.tools(option)).put("tool_choice", "auto");
    }
    return session;
  }

  @Override
  public @Nullable AudioFormat input(JsonObject session) {
    return format(session, "input");
  }

  @Override
  public @Nullable AudioFormat output(JsonObject session) {
    return format(session, "output");
  }

  private static JsonObject format(SpokenAudio.Format codec) {
    return switch (codec) {
      case PCM -> new JsonObject().put("type", "audio/pcm").put("rate", RATE);
      case PCMU -> new JsonObject().put("type", "audio/pcmu");
      case PCMA -> new JsonObject().put("type", "audio/pcma");
    };
  }

  private static @Nullable AudioFormat format(JsonObject session, String way) {
    JsonObject none = new JsonObject();
    JsonObject format = session.getJsonObject("audio", none).getJsonObject(way, none)
        .getJsonObject("format", none);
    return switch (format.getString("type", "")) {
      case "audio/pcm" ->
        new AudioFormat(SpokenAudio.Format.PCM, format.getInteger("rate", RATE));
      case "audio/pcmu" -> new AudioFormat(SpokenAudio.Format.PCMU, G711_RATE);
      case "audio/pcma" -> new AudioFormat(SpokenAudio.Format.PCMA, G711_RATE);
      default -> null;
    };
  }
}
