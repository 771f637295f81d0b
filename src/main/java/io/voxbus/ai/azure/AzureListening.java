package io.voxbus.ai.azure;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import java.time.Clock;
import java.util.List;

/**
 * Messages are headers, a blank line and JSON; audio is two bytes with the length of the headers, the headers and the
 * samples, before the first of which stands a WAV header. Times are in units of 100 ns from the start of the audio.
 */
final class AzureListening implements ListenDialect {
  private static final long UNITS_A_MILLI = 10_000;

  private final ProviderTarget target;
  private final String requestId;
  private final Clock clock;
  private final int sampleRate;
  private final int packetMillis;
  private boolean begun;
  private int index;

  AzureListening(ProviderTarget target, String requestId, Clock clock, int sampleRate,
      int packetMillis) {
    this.target = target;
    this.requestId = requestId;
    this.clock = clock;
    this.sampleRate = sampleRate;
    this.packetMillis = packetMillis;
  }

  @Override
  public ProviderTarget target() {
    return target;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int packetMillis() {
    return packetMillis;
  }

  @Override
  public List<Message> opening() {
    JsonObject context = new JsonObject().put("context",
        new JsonObject().put("system",
            new JsonObject().put("name", "voxbus").put("version", "1")));
    return List.of(new Message.Text(headers("speech.config", "application/json; charset=utf-8")
        + "\r\n" + context.encode()));
  }

  @Override
  public Message audio(short[] pcm) {
    Buffer samples = Buffer.buffer();
    if (!begun) {
      begun = true;
      samples.appendBuffer(wavHeader());
    }
    return packet(samples.appendBytes(PcmBytes.encode(pcm)));
  }

  /** A packet without samples is the end. */
  @Override
  public List<Message> end() {
    return List.of(packet(Buffer.buffer()));
  }

  @Override
  public List<ListenReply> read(String message) {
    int blank = message.indexOf("\r\n\r\n");
    if (blank < 0) {
      throw new IllegalArgumentException("no headers");
    }
    String body = message.substring(blank).strip();
    return switch (path(message.substring(0, blank))) {
      case "speech.hypothesis", "speech.fragment" -> hypothesis(new JsonObject(body));
      case "speech.phrase" -> phrase(new JsonObject(body));
      default -> List.of();
    };
  }

  private List<ListenReply> hypothesis(JsonObject json) {
    return List.of(said(json, json.getString("Text"), false));
  }

  private List<ListenReply> phrase(JsonObject json) {
    return switch (json.getString("RecognitionStatus")) {
      case "Success" -> {
        ListenReply said = said(json, json.getString("DisplayText"), true);
        index++;
        yield List.of(said);
      }
      case "EndOfDictation" -> List.of(new ListenReply.Done());
      case "Error" -> List.of(new ListenReply.Failed(target.failure(502, "recognition failed")));
      case "TooManyRequests" ->
        List.of(new ListenReply.Failed(target.failure(429, "too many requests")));
      case "Forbidden" -> List.of(new ListenReply.Failed(target.failure(401, "forbidden")));
      default -> List.of();
    };
  }

  private ListenReply said(JsonObject json, String text, boolean isFinal) {
    long begin = json.getLong("Offset", 0L);
    return new ListenReply.Said(index, isFinal, text, begin / UNITS_A_MILLI,
        (begin + json.getLong("Duration", 0L)) / UNITS_A_MILLI);
  }

  private static String path(String headers) {
    return headers.lines().filter(line -> line.toLowerCase(java.util.Locale.ROOT)
        .startsWith("path:")).map(line -> line.substring("path:".length()).strip()).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no path"));
  }

  private Message packet(Buffer samples) {
    Buffer headers = Buffer.buffer(headers("audio", "audio/x-wav"));
    return new Message.Binary(Buffer.buffer().appendShort((short) headers.length())
        .appendBuffer(headers).appendBuffer(samples));
  }

  private String headers(String path, String type) {
    return "Path: " + path + "\r\nX-RequestId: " + requestId + "\r\nX-Timestamp: "
        + clock.instant() + "\r\nContent-Type: " + type + "\r\n";
  }

  /** Of a file whose length is not known. */
  private Buffer wavHeader() {
    return Buffer.buffer().appendString("RIFF").appendIntLE(0).appendString("WAVEfmt ")
        .appendIntLE(16).appendShortLE((short) 1).appendShortLE((short) 1).appendIntLE(sampleRate)
        .appendIntLE(2 * sampleRate).appendShortLE((short) 2).appendShortLE((short) 16)
        .appendString("data").appendIntLE(0);
  }
}
