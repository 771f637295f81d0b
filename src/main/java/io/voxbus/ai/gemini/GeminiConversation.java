package io.voxbus.ai.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.RealtimeDialect;
import io.voxbus.ai.vendor.RealtimeOptions;
import io.voxbus.ai.vendor.RealtimeReply;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bidirectional session: 16 kHz up, 24 kHz down. The service notices by itself that the caller interrupts; it cannot be
 * told how much of an answer was heard.
 */
final class GeminiConversation implements RealtimeDialect {
  private static final AudioFormat INPUT = new AudioFormat(SpokenAudio.Format.PCM, 16_000);
  private static final Pattern RATE = Pattern.compile("rate=(\\d{4,6})");
  private static final JsonObject NONE = new JsonObject();

  private final ProviderTarget target;
  private final String model;
  private final RealtimeOption option;
  private final Map<String, String> tools = new HashMap<>();
  private final StringBuilder callerText = new StringBuilder();
  private final StringBuilder ownText = new StringBuilder();
  private AudioFormat output = new AudioFormat(SpokenAudio.Format.PCM, 24_000);
  private int reply = -1;
  private boolean speaking;
  private int utterance;

  GeminiConversation(ProviderTarget target, String model, RealtimeOption option) {
    this.target = target;
    this.model = model;
    this.option = option;
  }

  @Override
  public ProviderTarget target() {
    return target;
  }

  @Override
  public List<Message> opening() {
    JsonObject generation = new JsonObject().put("responseModalities",
        new JsonArray().add("AUDIO"));
    String voice = RealtimeOptions.extra(option, "voice", "");
    if (!voice.isEmpty()) {
      generation.put("speechConfig", new JsonObject().put("voiceConfig", new JsonObject()
          .put("prebuiltVoiceConfig", new JsonObject().put("voiceName", voice))));
    }
    JsonObject setup = new JsonObject().put("model", "models/" + model).put("generationConfig",
        generation);
    String instructions = RealtimeOptions.extra(option, "instructions", "");
    if (!instructions.isEmpty()) {
      setup.put("systemInstruction", new JsonObject().put("parts",
          new JsonArray().add(new JsonObject().put("text", instructions))));
    }
    if (!RealtimeOptions.tools(option).isEmpty()) {
      setup.put("tools", GeminiTools.of(RealtimeOptions.tools(option)));
    }
    if (option.turnDetection() != null) {
      setup.put("realtimeInputConfig", option.turnDetection());
    }
    if (!RealtimeOptions.extra(option, "transcription", "").equals("off")) {
      setup.put("inputAudioTranscription", new JsonObject()).put("outputAudioTranscription",
          new JsonObject());
    }
    return List.of(Message.of(new JsonObject().put("setup", setup)));
  }

  @Override
  public List<Message> begin() {
    String greeting = RealtimeOptions.extra(option, "greeting", "");
    return greeting.isEmpty()
        ? List.of()
        : List.of(Message.of(new JsonObject().put("clientContent", new JsonObject()
            .put("turns", new JsonArray().add(new JsonObject().put("role", "user").put("parts",
                new JsonArray().add(new JsonObject().put("text", greeting)))))
            .put("turnComplete", true))));
  }

  @Override
  public AudioFormat input() {
    return INPUT;
  }

  @Override
  public AudioFormat output() {
    return output;
  }

  @Override
  public Message audio(byte[] encoded) {
    return new Message.Text("{\"realtimeInput\":{\"audio\":{\"mimeType\":\"audio/pcm;rate="
        + INPUT.rate() + "\",\"data\":\"" + Base64.getEncoder().encodeToString(encoded) + "\"}}}");
  }

  @Override
  public List<Message> toolResult(RealtimeInput.ToolResult result) {
    JsonObject answer = new JsonObject().put("id", result.callId());
    String name = tools.remove(result.callId());
    if (name != null) {
      answer.put("name", name);
    }
    answer.put("response", GeminiTools.object(result.result()));
    return List.of(Message.of(new JsonObject().put("toolResponse",
        new JsonObject().put("functionResponses", new JsonArray().add(answer)))));
  }

  @Override
  public List<Message> cut(RealtimeInput.Cut cut) {
    return List.of();
  }

  @Override
  public List<RealtimeReply> read(String message) {
    JsonObject json = new JsonObject(message);
    List<RealtimeReply> replies = new ArrayList<>();
    if (json.containsKey("setupComplete")) {
      replies.add(new RealtimeReply.Ready());
    }
    content(json.getJsonObject("serverContent", NONE), replies);
    for (Object call : json.getJsonObject("toolCall", NONE).getJsonArray("functionCalls",
        new JsonArray())) {
      replies.add(called((JsonObject) call));
    }
    if (json.containsKey("goAway")) {
      replies.add(new RealtimeReply.Does(new RealtimeOutput.Complaint(target.failure(503,
          "the session ends in "
              + json.getJsonObject("goAway").getString("timeLeft", "a moment")))));
    }
    if (json.containsKey("error")) {
      JsonObject error = json.getJsonObject("error");
      replies.add(new RealtimeReply.Failed(target.refusal(error.getInteger("code", 502),
          error.getString("message", "unknown error"))));
    }
    return replies;
  }

  private void content(JsonObject content, List<RealtimeReply> replies) {
    JsonObject heard = content.getJsonObject("inputTranscription");
    if (heard != null) {
      callerText.append(heard.getString("text", ""));
      replies.add(new RealtimeReply.Heard(utterance, false, callerText.toString()));
    }
    if (content.getBoolean("interrupted", false)) {
      replies.add(new RealtimeReply.CallerSpeaks());
      ended(replies);
    }
    for (Object part : content.getJsonObject("modelTurn", NONE).getJsonArray("parts",
        new JsonArray())) {
      said(((JsonObject) part).getJsonObject("inlineData"), replies);
    }
    JsonObject words = content.getJsonObject("outputTranscription");
    if (words != null) {
      begins(replies);
      ownText.append(words.getString("text", ""));
      replies.add(new RealtimeReply.Does(
          new RealtimeOutput.Words(reply, words.getString("text", ""))));
    }
    if (content.getBoolean("turnComplete", false)) {
      understood(replies);
      ended(replies);
    }
  }

  private void said(@org.jspecify.annotations.Nullable JsonObject data,
      List<RealtimeReply> replies) {
    if (data == null) {
      return;
    }
    begins(replies);
    Matcher rate = RATE.matcher(data.getString("mimeType", ""));
    if (rate.find()) {
      output = new AudioFormat(SpokenAudio.Format.PCM, Integer.parseInt(rate.group(1)));
    }
    replies.add(new RealtimeReply.Audio(reply,
        Base64.getDecoder().decode(data.getString("data"))));
  }

  /** When the model answers, the caller has said all of it. */
  private void begins(List<RealtimeReply> replies) {
    if (!speaking) {
      understood(replies);
      speaking = true;
      reply++;
    }
  }

  private void understood(List<RealtimeReply> replies) {
    if (!callerText.isEmpty()) {
      replies.add(new RealtimeReply.Heard(utterance++, true, callerText.toString()));
      callerText.setLength(0);
    }
  }

  private void ended(List<RealtimeReply> replies) {
    if (speaking) {
      speaking = false;
      replies.add(new RealtimeReply.Does(
          new RealtimeOutput.SpeechEnd(reply, ownText.toString())));
      ownText.setLength(0);
    }
  }

  private RealtimeReply called(JsonObject call) {
    String id = call.getString("id", "");
    tools.put(id, call.getString("name", ""));
    return new RealtimeReply.Does(new RealtimeOutput.ToolCall(id, call.getString("name", ""),
        call.getJsonObject("args", NONE).encode()));
  }
}
