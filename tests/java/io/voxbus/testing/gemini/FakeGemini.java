package io.voxbus.testing.gemini;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeRealtime;
import java.util.Base64;

/** Gemini Live; says everything in binary messages, as it does. */
public final class FakeGemini extends FakeRealtime {
  private static final String PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService"
      + ".BidiGenerateContent";
  private volatile boolean isSetUp;
  private int answers;

  public FakeGemini(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    return uri.equals(PATH + "?key=" + KEY);
  }

  @Override
  public int rate() {
    return 24_000;
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    if (json.containsKey("setup")) {
      if (!json.getJsonObject("setup").getString("model").startsWith("models/")) {
        throw new IllegalStateException(message);
      }
      isSetUp = true;
      send(session, new JsonObject().put("setupComplete", new JsonObject()));
    } else if (!isSetUp) {
      throw new IllegalStateException("before the setup: " + message);
    } else if (json.containsKey("realtimeInput")) {
      JsonObject audio = json.getJsonObject("realtimeInput").getJsonObject("audio");
      if (!audio.getString("mimeType").equals("audio/pcm;rate=16000")) {
        throw new IllegalStateException(message);
      }
      hear(session, Base64.getDecoder().decode(audio.getString("data")).length);
    } else if (json.containsKey("clientContent")) {
      session.speak(json.getJsonObject("clientContent").getJsonArray("turns").getJsonObject(0)
          .getJsonArray("parts").getJsonObject(0).getString("text"));
    } else if (json.containsKey("toolResponse")) {
      session.speak("the tool");
    } else {
      throw new IllegalStateException(message);
    }
  }

  @Override
  protected String said(Hears heard) {
    return content(new JsonObject().put("inputTranscription",
        new JsonObject().put("text", heard.text()))).encode();
  }

  @Override
  protected String interruption() {
    return content(new JsonObject().put("interrupted", true)).encode();
  }

  @Override
  protected void audio(Session session, Buffer pcm) {
    JsonObject data = new JsonObject().put("mimeType", "audio/pcm;rate=24000").put("data",
        Base64.getEncoder().encodeToString(pcm.getBytes()));
    send(session, content(new JsonObject().put("modelTurn", new JsonObject().put("parts",
        new JsonArray().add(new JsonObject().put("inlineData", data))))));
  }

  @Override
  protected void spoken(Session session) {
    send(session, content(new JsonObject().put("outputTranscription",
        new JsonObject().put("text", "answer " + ++answers))));
    send(session, content(new JsonObject().put("turnComplete", true)));
  }

  @Override
  protected void callTool(Session session) {
    send(session, new JsonObject().put("toolCall", new JsonObject().put("functionCalls",
        new JsonArray().add(new JsonObject().put("id", TOOL_CALL).put("name", "clock").put("args",
            new JsonObject().put("zone", "UTC"))))));
  }

  @Override
  protected String failure() {
    return new JsonObject().put("error",
        new JsonObject().put("code", 429).put("message", "too much for " + KEY)).encode();
  }

  private static JsonObject content(JsonObject content) {
    return new JsonObject().put("serverContent", content);
  }

  private static void send(Session session, JsonObject json) {
    session.socket.writeBinaryMessage(json.toBuffer());
  }
}
