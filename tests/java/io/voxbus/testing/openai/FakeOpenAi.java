package io.voxbus.testing.openai;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeVendor;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/** OpenAI's speech, transcriptions and realtime transcription. */
public final class FakeOpenAi extends FakeVendor {
  private final Deque<String> transcripts = new ArrayDeque<>();

  public FakeOpenAi(Vertx vertx) {
    super(vertx);
  }

  /** What the next files are understood as. */
  public FakeOpenAi transcripts(String... texts) {
    transcripts.addAll(List.of(texts));
    return this;
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    return ("Bearer " + KEY).equals(given.get("Authorization"));
  }

  @Override
  public int rate() {
    return 24_000;
  }

  @Override
  protected void request(HttpServerRequest request, Buffer body) {
    if (request.path().equals("/v1/audio/speech")) {
      speak(request, body.toJsonObject().getString("input"));
    } else {
      speakWhole(request, new JsonObject().put("text", transcripts.remove()).encode());
    }
  }

  @Override
  protected void opened(Session session) {
    session.socket.writeTextMessage(event("session.created").encode());
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    switch (json.getString("type")) {
      case "session.update" -> session.socket.writeTextMessage(event("session.updated").encode());
      case "input_audio_buffer.append" -> session
          .hear(Buffer.buffer(Base64.getDecoder().decode(json.getString("audio"))));
      case "input_audio_buffer.commit" -> {
        if (healthy()) {
          session.socket.writeTextMessage(event("error").put("error",
              new JsonObject().put("type", "invalid_request_error").put("code",
                  "input_audio_buffer_commit_empty"))
              .encode());
        }
      }
      default -> throw new IllegalStateException(message);
    }
  }

  @Override
  protected String transcript(Hears heard) {
    JsonObject event = event("conversation.item.input_audio_transcription."
        + (heard.isFinal() ? "completed" : "delta")).put("item_id", "item" + heard.index());
    return event.put(heard.isFinal() ? "transcript" : "delta", heard.text()).encode();
  }

  @Override
  protected String failure() {
    return event("error").put("error",
        new JsonObject().put("type", "tokens").put("code", "rate_limit_exceeded")
            .put("message", "too much for " + KEY))
        .encode();
  }

  private static JsonObject event(String type) {
    return new JsonObject().put("type", type);
  }
}
