package io.voxbus.ai.openai;

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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A speech-to-speech session. Events are understood by the names of the beta and by those that came after it. */
final class OpenAiConversation implements RealtimeDialect {
  private static final int RATE = 24_000;
  private static final int G711_RATE = 8000;

  private final ProviderTarget target;
  private final SessionWords words;
  private final RealtimeOption option;
  private final boolean interrupts;
  private final ToolCalls tools = new ToolCalls();
  private final Replies replies = new Replies();
  private final CallerWords caller = new CallerWords();
  private AudioFormat input;
  private AudioFormat output;
  private boolean isReady;

  OpenAiConversation(ProviderTarget target, SessionWords words, RealtimeOption option) {
    this.target = target;
    this.words = words;
    this.option = option;
    interrupts = !(turnDetection(option) instanceof Map<?, ?> detection
        && Boolean.FALSE.equals(detection.get("interrupt_response")));
    SpokenAudio.Format codec = RealtimeOptions.codec(option);
    input = new AudioFormat(codec, codec == SpokenAudio.Format.PCM ? RATE : G711_RATE);
    output = input;
  }

  /** What the call asks for, or voices that are told by their loudness. */
  static Object turnDetection(RealtimeOption option) {
    Object given = option.turnDetection();
    return given == null
        ? new JsonObject().put("type", "server_vad").put("threshold", 0.5)
            .put("prefix_padding_ms", 300).put("silence_duration_ms", 500)
        : given;
  }

  @Override
  public ProviderTarget target() {
    return target;
  }

  @Override
  public List<Message> opening() {
    return List.of(
        Message.of(new JsonObject().put("type", "session.update").put("session",
            words.session())));
  }

  @Override
  public List<Message> begin() {
    String greeting = RealtimeOptions.extra(option, "greeting", "");
    return greeting.isEmpty()
        ? List.of()
        : List.of(Message.of(new JsonObject().put("type", "response.create").put("response",
            new JsonObject().put("instructions", greeting))));
  }

  @Override
  public AudioFormat input() {
    return input;
  }

  @Override
  public AudioFormat output() {
    return output;
  }

  @Override
  public Message audio(byte[] encoded) {
    return new Message.Text("{\"type\":\"input_audio_buffer.append\",\"audio\":\""
        + Base64.getEncoder().encodeToString(encoded) + "\"}");
  }

  @Override
  public List<Message> toolResult(RealtimeInput.ToolResult result) {
    List<Message> messages = new ArrayList<>();
    messages.add(Message.of(new JsonObject().put("type", "conversation.item.create").put("item",
        new JsonObject().put("type", "function_call_output").put("call_id", result.callId())
            .put("output", result.result()))));
    tools.answered(result.callId());
    messages.addAll(goOn());
    return messages;
  }

  @Override
  public List<Message> cut(RealtimeInput.Cut cut) {
    List<Message> messages = new ArrayList<>();
    if (replies.cancels(cut.reply())) {
      messages.add(Message.of(new JsonObject().put("type", "response.cancel")));
    }
    String item = replies.item(cut.reply());
    if (item != null) {
      messages.add(Message.of(new JsonObject().put("type", "conversation.item.truncate")
          .put("item_id", item).put("content_index", 0).put("audio_end_ms", cut.heardMillis())));
    }
    return messages;
  }

  @Override
  public List<RealtimeReply> read(String message) {
    JsonObject json = new JsonObject(message);
    return switch (json.getString("type", "")) {
      case "session.updated" -> agreed(json.getJsonObject("session", new JsonObject()));
      case "response.created" -> {
        replies.created();
        yield List.of();
      }
      case "response.output_audio.delta", "response.audio.delta" ->
        List.of(new RealtimeReply.Audio(replies.audio(json),
            Base64.getDecoder().decode(json.getString("delta"))));
      case "response.output_audio_transcript.delta", "response.audio_transcript.delta" ->
        does(new RealtimeOutput.Words(replies.words(json), json.getString("delta", "")));
      case "response.output_item.added" -> {
        tools.named(json.getJsonObject("item"));
        yield List.of();
      }
      case "response.output_item.done" -> does(tools.called(json.getJsonObject("item")));
      case "response.function_call_arguments.done" -> does(tools.called(json));
      case "response.done" -> ended(json.getJsonObject("response", new JsonObject()));
      case "input_audio_buffer.speech_started" -> interrupted();
      case "conversation.item.input_audio_transcription.delta" -> List.of(caller.delta(json));
      case "conversation.item.input_audio_transcription.completed" -> List.of(caller.whole(json));
      case "conversation.item.input_audio_transcription.failed" -> List.of(complaint(502,
          "the caller was not understood: "
              + json.getJsonObject("error").getString("message", "unknown error")));
      case "error" -> failed(json.getJsonObject("error"));
      case "" -> throw new IllegalArgumentException("no type");
      default -> List.of();
    };
  }

  private List<RealtimeReply> agreed(JsonObject session) {
    AudioFormat hears = words.input(session);
    AudioFormat says = words.output(session);
    input = hears == null ? input : hears;
    output = says == null ? output : says;
    isReady = true;
    return List.of(new RealtimeReply.Ready());
  }

  /** The service cancels its answer by itself. */
  private List<RealtimeReply> interrupted() {
    if (!interrupts) {
      return List.of();
    }
    replies.cancelled();
    return List.of(new RealtimeReply.CallerSpeaks());
  }

  private List<RealtimeReply> ended(JsonObject response) {
    List<RealtimeReply> told = new ArrayList<>(does(replies.ended()));
    if (response.getString("status", "").equals("failed")) {
      JsonObject none = new JsonObject();
      told.add(complaint(502, response.getJsonObject("status_details", none)
          .getJsonObject("error", none).getString("message", "the answer failed")));
    }
    List<Message> next = goOn();
    if (!next.isEmpty()) {
      told.add(new RealtimeReply.Say(next));
    }
    return told;
  }

  /** With the results of all its tools, and with nothing else to say, the model is to answer. */
  private List<Message> goOn() {
    if (replies.active() || !tools.takeAnswered()) {
      return List.of();
    }
    replies.created();
    return List.of(Message.of(new JsonObject().put("type", "response.create")));
  }

  private List<RealtimeReply> failed(JsonObject error) {
    String code = error.getString("code", "");
    String reason = error.getString("message", "unknown error");
    int status = switch (code == null ? "" : code) {
      case "invalid_api_key" -> 401;
      case "insufficient_quota", "rate_limit_exceeded" -> 429;
      default -> error.getString("type", "").equals("invalid_request_error") ? 400 : 502;
    };
    if (code != null && code.equals("response_cancel_not_active")) {
      return List.of(); // it had just come to its end
    }
    boolean fatal = !isReady || status == 401 || status == 429
        || (code != null && code.equals("session_expired"));
    return List.of(fatal
        ? new RealtimeReply.Failed(target.failure(status, reason))
        : complaint(status, reason));
  }

  private RealtimeReply complaint(int status, String reason) {
    return new RealtimeReply.Does(
        new RealtimeOutput.Complaint(target.failure(status, reason)));
  }

  private static List<RealtimeReply> does(@Nullable RealtimeOutput output) {
    return output == null ? List.of() : List.of(new RealtimeReply.Does(output));
  }
}
