package io.voxbus.http.caller;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Asterisk's AudioSocket, as a program of one's own hears it: packets on TCP, each with its kind and its length. */
final class AudioSocketCaller implements CallerDialect {
  private static final int HEADER = 3;
  private static final int ID_BYTES = 16;
  private static final byte HANGUP = 0x00;
  private static final byte ID = 0x01;
  private static final byte KEY = 0x03;
  private static final byte FAILED = (byte) 0xff;

  private final int rate;
  private final byte kind;
  private byte[] rest = new byte[0];

  AudioSocketCaller(int rate) {
    this.rate = rate;
    this.kind = kind(rate);
  }

  @Override
  public List<CallerInput> text(String text) {
    throw new IllegalArgumentException("AudioSocket has no text");
  }

  @Override
  public List<CallerInput> bytes(byte[] bytes) {
    byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
    System.arraycopy(bytes, 0, all, rest.length, bytes.length);
    List<CallerInput> inputs = new ArrayList<>();
    int at = 0;
    while (all.length - at >= HEADER && all.length - at >= HEADER + length(all, at)) {
      int end = at + HEADER + length(all, at);
      inputs.add(meaning(all[at], Arrays.copyOfRange(all, at + HEADER, end)));
      at = end;
    }
    rest = Arrays.copyOfRange(all, at, all.length);
    return inputs;
  }

  @Override
  public CallerOutput audio(byte[] encoded) {
    return packet(kind, encoded);
  }

  @Override
  public List<CallerOutput> ended() {
    return List.of(packet(HANGUP, new byte[0]));
  }

  private CallerInput meaning(byte what, byte[] payload) {
    if (what == kind) {
      return new CallerInput.Audio(payload);
    }
    return switch (what) {
      case HANGUP -> new CallerInput.Stop();
      case ID -> payload.length == ID_BYTES
          ? start(ByteBuffer.wrap(payload))
          : new CallerInput.Nonsense("an id of " + payload.length + " bytes");
      case KEY -> payload.length == 1
          ? new CallerInput.Key(String.valueOf((char) payload[0]))
          : new CallerInput.Nonsense("a key of " + payload.length + " bytes");
      case FAILED -> new CallerInput.Nonsense(
          "it reports error " + (payload.length == 0 ? "" : Integer.toString(payload[0] & 0xff)));
      default -> new CallerInput.Nonsense(
          String.format("no packet of kind 0x%02x is expected", what & 0xff));
    };
  }

  private CallerInput start(ByteBuffer id) {
    return new CallerInput.Start(new UUID(id.getLong(), id.getLong()).toString(),
        new JsonObject().put("codec", "pcm").put("samplerate", rate), null);
  }

  private static int length(byte[] all, int at) {
    return (all[at + 1] & 0xff) << 8 | (all[at + 2] & 0xff);
  }

  private static CallerOutput packet(byte kind, byte[] payload) {
    byte[] packet = new byte[HEADER + payload.length];
    packet[0] = kind;
    packet[1] = (byte) (payload.length >> 8);
    packet[2] = (byte) payload.length;
    System.arraycopy(payload, 0, packet, HEADER, payload.length);
    return new CallerOutput.Bytes(packet);
  }

  private static byte kind(int rate) {
    return switch (rate) {
      case 8000 -> 0x10;
      case 16_000 -> 0x12;
      case 24_000 -> 0x13;
      case 48_000 -> 0x16;
      default -> throw new IllegalArgumentException(
          "http.callers.audiosocketRate is 8000, 16000, 24000 or 48000, not " + rate);
    };
  }
}
