package io.voxbus.testing.aliyun;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeVendor;

/** DashScope: a task is run, continued and finished, in this order and with one id. */
public final class FakeAliyun extends FakeVendor {
  public FakeAliyun(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    return ("bearer " + KEY).equals(given.get("Authorization"));
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    JsonObject header = json.getJsonObject("header");
    switch (header.getString("action")) {
      case "run-task" -> session.socket.writeTextMessage(event("task-started"));
      case "continue-task" -> session
          .speak(json.getJsonObject("payload").getJsonObject("input").getString("text"));
      case "finish-task" -> {
        if (healthy()) {
          session.afterSpeech(() -> session.socket.writeTextMessage(event("task-finished")));
        }
      }
      default -> throw new IllegalStateException(message);
    }
  }

  @Override
  protected String transcript(Hears heard) {
    JsonObject sentence = new JsonObject().put("begin_time", heard.beginMillis())
        .put("end_time", heard.isFinal() ? heard.endMillis() : null).put("text", heard.text());
    return new JsonObject().put("header", new JsonObject().put("event", "result-generated"))
        .put("payload",
            new JsonObject().put("output", new JsonObject().put("sentence", sentence)))
        .encode();
  }

  @Override
  protected String failure() {
    return new JsonObject().put("header",
        new JsonObject().put("event", "task-failed").put("error_code", "Throttling.RateQuota")
            .put("error_message", "too much for " + KEY))
        .encode();
  }

  private static String event(String name) {
    return new JsonObject().put("header", new JsonObject().put("event", name))
        .put("payload", new JsonObject()).encode();
  }
}
