package io.voxbus.http.caller;

import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;

/**
 * Twilio Media Streams, as a bot of Twilio hears it. The callSid is the call's id; the parameters {@code token} and
 * {@code option} stand for what an address of Twilio's cannot hold.
 */
final class TwilioCaller implements CallerDialect {
  private String streamSid = "";

  @Override
  public List<CallerInput> text(String text) {
    JsonObject json = new JsonObject(text);
    return switch (json.getString("event", "")) {
      case "connected", "mark" -> List.of();
      case "start" -> List.of(start(json));
      case "media" -> media(json.getJsonObject("media"));
      case "dtmf" ->
        List.of(new CallerInput.Key(json.getJsonObject("dtmf").getString("digit")));
      case "stop" -> List.of(new CallerInput.Stop());
      case String other ->
        List.of(new CallerInput.Nonsense("there is no event \"" + other + "\""));
    };
  }

  @Override
  public List<CallerInput> bytes(byte[] bytes) {
    return List.of(new CallerInput.Nonsense("binary messages mean nothing to Twilio"));
  }

  @Override
  public CallerOutput audio(byte[] encoded) {
    return new CallerOutput.Text("{\"event\":\"media\",\"streamSid\":\"" + streamSid
        + "\",\"media\":{\"payload\":\"" + Base64.getEncoder().encodeToString(encoded) + "\"}}");
  }

  @Override
  public List<CallerOutput> interrupted() {
    return List.of(new CallerOutput.Text(
        new JsonObject().put("event", "clear").put("streamSid", streamSid).encode()));
  }

  private CallerInput start(JsonObject json) {
    JsonObject start = json.getJsonObject("start");
    streamSid = start.getString("streamSid");
    JsonObject given = start.getJsonObject("customParameters", new JsonObject()).copy();
    Object token = given.remove("token");
    Object written = given.remove("option");
    JsonObject option = written == null ? new JsonObject() : new JsonObject(written.toString());
    if (!given.isEmpty()) {
      option.put("extra", given);
    }
    return new CallerInput.Start(start.getString("callSid"), option.put("codec", "pcmu"),
        token == null ? null : token.toString());
  }

  /** A unidirectional stream may hold both tracks; ours is what the caller says. */
  private static List<CallerInput> media(JsonObject media) {
    return media.getString("track", "inbound").equals("inbound")
        ? List.of(new CallerInput.Audio(Base64.getDecoder().decode(media.getString("payload"))))
        : List.of();
  }
}
