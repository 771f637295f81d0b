package io.voxbus.testing.openai;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voxbus.audio.G711;
import io.voxbus.testing.vendor.FakeRealtime;
import java.util.Base64;

/** OpenAI's Realtime API, as it is and as its beta was, at OpenAI and on Azure. */
public final class FakeOpenAiRealtime extends FakeRealtime {
  private final boolean azure;
  private volatile boolean beta;
  private volatile String format = "";
  private volatile int answers;

  public FakeOpenAiRealtime(Vertx vertx, boolean azure) {
    super(vertx);
    this.azure = azure;
  }

  /** It is asked, and answers, in the words of the beta. */
  public FakeOpenAiRealtime beta() {
    beta = true;
    return this;
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    String path = uri.substring(0, uri.indexOf('?'));
    if (azure) {
      return path.equals(beta ? "/openai/realtime" : "/openai/v1/realtime")
          && uri.contains(beta ? "deployment=" : "model=") && KEY.equals(given.get("api-key"));
    }
    return path.equals("/v1/realtime") && uri.contains("model=")
        && ("Bearer " + KEY).equals(given.get("Authorization"))
        && beta == "realtime=v1".equals(given.get("OpenAI-Beta"));
  }

  @Override
  public int rate() {
    return format.contains("pcm16") || format.contains("audio/pcm\"") ? 24_000 : 8000;
  }

  @Override
  protected void opened(Session session) {
    send(session, event("session.created"));
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    switch (json.getString("type")) {
      case "session.update" -> update(session, json.getJsonObject("session"));
      case "input_audio_buffer.append" -> {
        if (format.isEmpty()) {
          throw new IllegalStateException("audio before the session is agreed");
        }
        hear(session, Base64.getDecoder().decode(json.getString("audio")).length);
      }
      case "response.create" -> {
        JsonObject asked = json.getJsonObject("response");
        session.speak(asked == null ? "the tool" : asked.getString("instructions"));
      }
      case "conversation.item.create", "conversation.item.truncate", "response.cancel" -> {
      }
      default -> throw new IllegalStateException(message);
    }
  }

  private void update(Session session, JsonObject asked) {
    if (beta == asked.containsKey("audio") || !beta == asked.containsKey("modalities")) {
      throw new IllegalStateException("not in the words of this API: " + asked);
    }
    format = beta
        ? asked.getString("output_audio_format")
        : asked.getJsonObject("audio").getJsonObject("output").getJsonObject("format").encode();
    send(session, event("session.updated").put("session", asked));
  }

  @Override
  protected String said(Hears heard) {
    return event("conversation.item.input_audio_transcription."
        + (heard.isFinal() ? "completed" : "delta")).put("item_id", "said" + heard.index())
        .put(heard.isFinal() ? "transcript" : "delta", heard.text()).encode();
  }

  @Override
  protected String interruption() {
    return event("input_audio_buffer.speech_started").put("audio_start_ms", 0)
        .put("item_id", "said9").encode();
  }

  @Override
  protected void audio(Session session, Buffer pcm) {
    if (pcm.length() == 1001 || pcm.length() == 1280) { // the first piece of an answer
      send(session, event("response.created"));
      answers++;
      send(session, event(beta
          ? "response.audio_transcript.delta"
          : "response.output_audio_transcript.delta").put("item_id", item())
          .put("delta", "answer " + answers));
    }
    send(session, event(beta ? "response.audio.delta" : "response.output_audio.delta")
        .put("item_id", item()).put("content_index", 0)
        .put("delta", Base64.getEncoder().encodeToString(encoded(pcm))));
  }

  /** The samples of the tone have two bytes; a piece may end in the middle of one. */
  private byte[] encoded(Buffer pcm) {
    if (rate() == 24_000) {
      return pcm.getBytes();
    }
    G711 law = format.contains("alaw") || format.contains("pcma") ? G711.A_LAW : G711.MU_LAW;
    short[] samples = new short[pcm.length() / 2];
    int odd = pcm.length() % 2 == 0 || pcm.length() == 1001 ? 0 : 1;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = pcm.getShortLE(2 * i + odd);
    }
    byte[] bytes = new byte[samples.length];
    law.encode(samples, bytes);
    return bytes;
  }

  @Override
  protected void spoken(Session session) {
    send(session, event("response.done").put("response",
        new JsonObject().put("status", "completed")));
  }

  @Override
  protected void callTool(Session session) {
    JsonObject item = new JsonObject().put("type", "function_call").put("call_id", TOOL_CALL)
        .put("name", "clock");
    send(session, event("response.created"));
    send(session, event("response.output_item.added").put("item", item.copy()));
    send(session, event("response.function_call_arguments.done").put("call_id", TOOL_CALL)
        .put("arguments", "{\"zone\":\"UTC\"}"));
    send(session, event("response.output_item.done").put("item",
        item.put("arguments", "{\"zone\":\"UTC\"}")));
    spoken(session);
  }

  @Override
  protected String failure() {
    return event("error").put("error",
        new JsonObject().put("type", "tokens").put("code", "rate_limit_exceeded")
            .put("message", "too much for " + KEY))
        .encode();
  }

  private String item() {
    return "item" + answers;
  }

  private static void send(Session session, JsonObject event) {
    session.socket.writeTextMessage(event.encode());
  }

  private static JsonObject event(String type) {
    return new JsonObject().put("type", type);
  }
}
