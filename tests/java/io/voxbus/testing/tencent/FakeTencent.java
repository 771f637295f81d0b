package io.voxbus.testing.tencent;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeVendor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tencent's ASR v2 and its voices: every signature is computed anew. The secret key is {@link FakeVendor#KEY}. */
public final class FakeTencent extends FakeVendor {
  public FakeTencent(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    Map<String, String> query = query(uri);
    boolean hears = uri.startsWith("/asr/");
    String signature = query.remove(hears ? "signature" : "Signature");
    String signed = (hears ? "" : "GET") + given.get("Host") + uri.substring(0, uri.indexOf('?'))
        + "?" + query.entrySet().stream().map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining("&"));
    return hmac(signed).equals(signature)
        && SECRET_ID.equals(query.get(hears ? "secretid" : "SecretId"));
  }

  private static Map<String, String> query(String uri) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : uri.substring(uri.indexOf('?') + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      query.put(pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  protected void opened(Session session) {
    if (session.socket.path().equals("/stream_ws")) {
      session.speak(query(session.socket.uri()).get("Text"));
    } else {
      session.socket.writeTextMessage(
          answer().put("ready", session.socket.path().equals("/stream_wsv2") ? 1 : 0).encode());
    }
  }

  @Override
  protected void text(Session session, String message) {
    JsonObject json = new JsonObject(message);
    if (json.getString("type", "").equals("end")) {
      session.socket.writeTextMessage(answer().put("final", 1).encode());
      return;
    }
    switch (json.getString("action")) {
      case "ACTION_SYNTHESIS" -> session.speak(json.getString("data"));
      case "ACTION_COMPLETE" -> {
        if (healthy()) {
          session.afterSpeech(() -> session.socket
              .writeTextMessage(answer().put("final", 1).encode()));
        }
      }
      default -> throw new IllegalStateException(message);
    }
  }

  @Override
  protected void spoken(Session session) {
    if (session.socket.path().equals("/stream_ws")) {
      session.socket.writeTextMessage(answer().put("final", 1).encode());
    }
  }

  @Override
  protected void request(HttpServerRequest request, Buffer body) {
    String text = query(request.uri()).get("Text");
    texts().add(text);
    speakWhole(request, new JsonObject().put("Response", new JsonObject().put("Audio",
        Base64.getEncoder().encodeToString(tone(text).getBytes())).put("RequestId", "r1"))
        .encode());
  }

  @Override
  protected String transcript(Hears heard) {
    return answer().put("result",
        new JsonObject().put("slice_type", heard.isFinal() ? 2 : 1).put("index", heard.index())
            .put("start_time", heard.beginMillis()).put("end_time", heard.endMillis())
            .put("voice_text_str", heard.text()))
        .encode();
  }

  @Override
  protected String failure() {
    String text = "too much for " + KEY;
    return new JsonObject().put("code", 4004).put("message", text)
        .put("Response", new JsonObject().put("Error",
            new JsonObject().put("Code", "LimitExceeded.AccessLimit").put("Message", text)))
        .encode();
  }

  private static JsonObject answer() {
    return new JsonObject().put("code", 0).put("message", "success").put("final", 0);
  }
}
