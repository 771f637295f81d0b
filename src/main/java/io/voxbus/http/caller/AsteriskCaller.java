package io.voxbus.http.caller;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asterisk's {@code chan_websocket}, as a program of one's own hears it: words as text, audio as binary messages. A
 * channel that notifies in JSON understands no other commands.
 */
final class AsteriskCaller implements CallerDialect {
  private final @Nullable String id;
  private final JsonObject given;
  private final @Nullable String token;
  private boolean json;

  /**
   * @param id    of the call; null: that of the channel
   * @param given the call's options
   */
  AsteriskCaller(@Nullable String id, JsonObject given, @Nullable String token) {
    this.id = id;
    this.given = given;
    this.token = token;
  }

  @Override
  public List<CallerInput> text(String text) {
    json = text.strip().startsWith("{");
    Map<String, String> words = words(text.strip());
    return switch (words.getOrDefault("", "")) {
      case "MEDIA_START" -> List.of(start(words));
      case "DTMF_END" -> List.of(new CallerInput.Key(words.getOrDefault("digit", "")));
      // what is played comes in real time: it neither fills the queue nor wants to know of it
      case "MEDIA_XOFF", "MEDIA_XON", "STATUS", "MEDIA_BUFFERING_COMPLETED", "QUEUE_DRAINED",
          "MEDIA_MARK_PROCESSED" ->
        List.of();
      case String other ->
        List.of(new CallerInput.Nonsense("there is no notification \"" + other + "\""));
    };
  }

  @Override
  public List<CallerInput> bytes(byte[] bytes) {
    return List.of(new CallerInput.Audio(bytes));
  }

  @Override
  public CallerOutput audio(byte[] encoded) {
    return new CallerOutput.Bytes(encoded);
  }

  @Override
  public List<CallerOutput> answered() {
    return command("ANSWER");
  }

  @Override
  public List<CallerOutput> interrupted() {
    return command("FLUSH_MEDIA");
  }

  @Override
  public List<CallerOutput> ended() {
    return command("HANGUP");
  }

  private List<CallerOutput> command(String name) {
    return List.of(
        new CallerOutput.Text(json ? new JsonObject().put("command", name).encode() : name));
  }

  private CallerInput start(Map<String, String> words) {
    String channel = words.getOrDefault("channel_id", words.getOrDefault("connection_id", ""));
    JsonObject option = given.copy();
    switch (words.getOrDefault("format", "")) {
      case "ulaw" -> option.put("codec", "pcmu");
      case "alaw" -> option.put("codec", "pcma");
      case "g722" -> option.put("codec", "g722");
      case "slin" -> option.put("codec", "pcm").put("samplerate", 8000);
      case "slin16" -> option.put("codec", "pcm").put("samplerate", 16_000);
      case "slin24" -> option.put("codec", "pcm").put("samplerate", 24_000);
      case "slin48" -> option.put("codec", "pcm").put("samplerate", 48_000);
      case String other -> {
        return new CallerInput.Nonsense("the format " + other
            + " is none of ulaw, alaw, g722, slin, slin16, slin24, slin48");
      }
    }
    return new CallerInput.Start(id == null ? channel : id, option, token);
  }

  /** The name under "", then what stands before and after each colon; or the same as JSON. */
  private static Map<String, String> words(String text) {
    Map<String, String> words = new HashMap<>();
    if (text.startsWith("{")) {
      new JsonObject(text)
          .forEach(pair -> words.put(pair.getKey(), String.valueOf(pair.getValue())));
      words.put("", words.getOrDefault("event", ""));
      return words;
    }
    String[] parts = text.split("\\s+", -1);
    words.put("", parts[0]);
    for (int i = 1; i < parts.length; i++) {
      int colon = parts[i].indexOf(':');
      if (colon > 0) {
        words.put(parts[i].substring(0, colon), parts[i].substring(colon + 1));
      }
    }
    return words;
  }
}
