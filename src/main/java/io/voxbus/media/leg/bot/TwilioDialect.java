package io.voxbus.media.leg.bot;

import io.vertx.core.json.JsonObject;
import io.voxbus.audio.Codec;
import io.voxbus.audio.G711;
import io.voxbus.audio.Pcm;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Twilio Media Streams, bidirectional, as Twilio speaks it: JSON text, audio as base64 of 8 kHz mu-law. The call's id
 * stands for the {@code callSid}.
 */
final class TwilioDialect implements BotDialect {
  /** Bots log it at most; there is no account. */
  private static final String ACCOUNT = "AC00000000000000000000000000000000";

  private final String callId;
  private final String streamSid;
  private final Map<String, String> parameters;
  private long sequence;
  private long chunk;

  TwilioDialect(String callId, String streamSid, Map<String, String> parameters) {
    this.callId = callId;
    this.streamSid = streamSid;
    this.parameters = parameters;
  }

  @Override
  public Codec codec() {
    return G711.MU_LAW;
  }

  @Override
  public String codecName() {
    return "pcmu";
  }

  @Override
  public List<BotMessage> opening() {
    JsonObject custom = new JsonObject();
    parameters.forEach(custom::put);
    JsonObject start = new JsonObject().put("accountSid", ACCOUNT).put("streamSid", streamSid)
        .put("callSid", callId).put("tracks", List.of("inbound"))
        .put("mediaFormat", new JsonObject().put("encoding", "audio/x-mulaw")
            .put("sampleRate", 8000).put("channels", 1))
        .put("customParameters", custom);
    return List.of(new BotMessage.Text(new JsonObject().put("event", "connected")
        .put("protocol", "Call").put("version", "1.0.0").encode()),
        message("start", start));
  }

  @Override
  public List<BotMessage> write(BotEvent event) {
    return switch (event) {
      case BotEvent.Audio(byte[] encoded) -> List.of(audio(encoded));
      case BotEvent.Key(String digit) -> List.of(message("dtmf",
          new JsonObject().put("track", "inbound_track").put("digit", digit)));
      case BotEvent.Passed(String mark, boolean thrownAway) ->
        List.of(message("mark", new JsonObject().put("name", mark)));
      case BotEvent.Flow flow -> List.of();
      case BotEvent.Status status -> List.of();
    };
  }

  @Override
  public List<BotMessage> closing() {
    return List.of(message("stop",
        new JsonObject().put("accountSid", ACCOUNT).put("callSid", callId)));
  }

  @Override
  public List<BotReply> read(String text) {
    JsonObject json = new JsonObject(text);
    return switch (json.getString("event", "")) {
      case "media" -> List.of(new BotReply.Audio(
          Base64.getDecoder().decode(json.getJsonObject("media").getString("payload"))));
      case "mark" ->
        List.of(new BotReply.Mark(json.getJsonObject("mark").getString("name", ""), false));
      case "clear" -> List.of(new BotReply.Clear());
      case String other -> List.of(new BotReply.Garbage("there is no event \"" + other + "\""));
    };
  }

  @Override
  public List<BotReply> read(byte[] bytes) {
    return List.of(new BotReply.Garbage("binary messages mean nothing in this dialect"));
  }

  /** Fifty times a second: without a tree. */
  private BotMessage audio(byte[] encoded) {
    long timestamp = chunk++ * Pcm.FRAME_MILLIS;
    return new BotMessage.Text("{\"event\":\"media\",\"sequenceNumber\":\"" + ++sequence
        + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"" + chunk + "\",\"timestamp\":\""
        + timestamp + "\",\"payload\":\"" + Base64.getEncoder().encodeToString(encoded)
        + "\"},\"streamSid\":\"" + streamSid + "\"}");
  }

  private BotMessage message(String event, JsonObject content) {
    return new BotMessage.Text(new JsonObject().put("event", event)
        .put("sequenceNumber", String.valueOf(++sequence)).put(event, content)
        .put("streamSid", streamSid).encode());
  }
}
