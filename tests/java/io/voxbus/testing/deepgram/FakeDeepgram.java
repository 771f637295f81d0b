package io.voxbus.testing.deepgram;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeVendor;

/** Deepgram's listen and speak. */
public final class FakeDeepgram extends FakeVendor {
  public FakeDeepgram(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    return ("Token " + KEY).equals(given.get("Authorization"));
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    switch (json.getString("type")) {
      case "Speak" -> session.speak(json.getString("text").strip());
      case "CloseStream" -> session.socket.close((short) 1000);
      default -> {
      }
    }
  }

  @Override
  protected void spoken(Session session) {
    session.socket.writeTextMessage(new JsonObject().put("type", "Flushed").encode());
  }

  @Override
  protected void request(HttpServerRequest request, Buffer body) {
    speak(request, body.toJsonObject().getString("text"));
  }

  @Override
  protected String transcript(Hears heard) {
    return new JsonObject().put("type", "Results")
        .put("channel",
            new JsonObject().put("alternatives",
                new JsonArray().add(new JsonObject().put("transcript", heard.text()))))
        .put("is_final", heard.isFinal()).put("speech_final", heard.isFinal())
        .put("start", heard.beginMillis() / 1000.0)
        .put("duration", (heard.endMillis() - heard.beginMillis()) / 1000.0).encode();
  }

  @Override
  protected String failure() {
    return new JsonObject().put("type", "Error").put("err_code", "TOO_MANY_REQUESTS")
        .put("description", "too much for " + KEY).put("message", "too much for " + KEY).encode();
  }
}
