package io.voxbus.testing.azure;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Golden;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Azure's speech service. */
public final class FakeAzure extends FakeVendor {
  private static final Pattern SPOKEN = Pattern
      .compile("<voice[^>]*>(?:<[^>]*>)*([^<]*)");
  private static final int WAV_HEADER = 44;
  private boolean begun;

  public FakeAzure(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected boolean authorized(String uri, MultiMap given) {
    return KEY.equals(given.get("Ocp-Apim-Subscription-Key"));
  }

  @Override
  protected void request(HttpServerRequest request, Buffer body) {
    Matcher text = SPOKEN.matcher(body.toString());
    if (!text.find()) {
      throw new IllegalStateException(body.toString());
    }
    speak(request, text.group(1));
  }

  @Override
  protected void text(Session session, String message) {
    if (!message.startsWith("Path: speech.config\r\n")) {
      throw new IllegalStateException(message);
    }
  }

  @Override
  protected void binary(Session session, Buffer message) {
    int headers = message.getUnsignedShort(0);
    if (!message.getString(2, 2 + headers).startsWith("Path: audio\r\n")) {
      throw new IllegalStateException(message.getString(2, 2 + headers));
    }
    Buffer samples = message.slice(2 + headers + (begun ? 0 : WAV_HEADER), message.length());
    begun = true;
    if (samples.length() > 0) {
      session.hear(samples);
    } else if (healthy()) {
      session.socket.writeTextMessage(answer("speech.phrase",
          new JsonObject().put("RecognitionStatus", "EndOfDictation")));
    }
  }

  @Override
  protected String shown(Buffer message) {
    int from = 2 + message.getUnsignedShort(0);
    return message.getString(2, from).strip() + "\n" + Golden.bytes(message.length() - from);
  }

  @Override
  protected String transcript(Hears heard) {
    JsonObject json = new JsonObject().put("Offset", heard.beginMillis() * 10_000).put("Duration",
        (heard.endMillis() - heard.beginMillis()) * 10_000);
    return heard.isFinal()
        ? answer("speech.phrase",
            json.put("RecognitionStatus", "Success").put("DisplayText", heard.text()))
        : answer("speech.hypothesis", json.put("Text", heard.text()));
  }

  @Override
  protected String failure() {
    return answer("speech.phrase", new JsonObject().put("RecognitionStatus", "TooManyRequests")
        .put("message", "too much for " + KEY));
  }

  private static String answer(String path, JsonObject body) {
    return "X-RequestId:1\r\nPath:" + path + "\r\nContent-Type:application/json\r\n\r\n"
        + body.encode();
  }
}
