package io.voxbus.testing.elevenlabs;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeVendor;
import java.util.Base64;

/** ElevenLabs' stream-input and Scribe. */
public final class FakeElevenLabs extends FakeVendor {
  public FakeElevenLabs(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    return KEY.equals(given.get("xi-api-key"));
  }

  @Override
  protected void opened(Session session) {
    if (session.socket.path().endsWith("/realtime")) {
      session.socket.writeTextMessage(new JsonObject().put("message_type", "session_started")
          .put("session_id", "s1").encode());
    }
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    if (json.getString("message_type", "").equals("input_audio_chunk")) {
      Buffer pcm = Buffer.buffer(Base64.getDecoder().decode(json.getString("audio_base_64")));
      if (pcm.length() > 0) {
        session.hear(pcm);
      } else if (healthy()) {
        // The real one leaves that to the client, who waits for endMillis: tests need not, but for that of the silent vendor.
        session.socket.close();
      }
      return;
    }
    String text = json.getString("text");
    if (text.isEmpty() && healthy()) {
      session.afterSpeech(() -> session.socket
          .writeTextMessage(new JsonObject().put("isFinal", true).encode()));
    } else if (!text.isBlank()) {
      session.speak(text.strip());
    }
  }

  @Override
  protected void audio(Session session, Buffer pcm) {
    session.socket.writeTextMessage(new JsonObject()
        .put("audio", Base64.getEncoder().encodeToString(pcm.getBytes())).putNull("isFinal")
        .encode());
  }

  @Override
  protected String transcript(Hears heard) {
    JsonObject json = new JsonObject()
        .put("message_type",
            heard.isFinal() ? "committed_transcript_with_timestamps" : "partial_transcript")
        .put("text", heard.text());
    return heard.isFinal()
        ? json.put("words",
            new JsonArray().add(new JsonObject().put("start", heard.beginMillis() / 1000.0)
                .put("end", heard.endMillis() / 1000.0)))
            .encode()
        : json.encode();
  }

  @Override
  protected String failure() {
    return new JsonObject().put("message_type", "quota_exceeded")
        .put("error", "too much for " + KEY).encode();
  }
}
