package io.voxbus.media.leg.bot;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Asterisk's AudioSocket, as Asterisk speaks it: on TCP, each packet with its kind and its length before it. */
final class AudioSocketDialect implements BotDialect {
  private static final int HEADER = 3;
  private static final byte HANGUP = 0x00;
  private static final byte ID = 0x01;
  private static final byte KEY = 0x03;
  private static final byte FAILED = (byte) 0xff;

  private final UUID id;
  private final int rate;
  private final byte kind;
  private byte[] rest = new byte[0];

  /** @param rate Hz, 0 for 8000 */
  AudioSocketDialect(UUID id, int rate) {
    this.id = id;
    this.rate = rate == 0 ? 8000 : rate;
    this.kind = kind(this.rate);
  }

  @Override
  public Codec codec() {
    return Codecs.open("pcm", rate);
  }

  @Override
  public String codecName() {
    return "pcm";
  }

  @Override
  public List<BotMessage> opening() {
    return packet(ID, ByteBuffer.allocate(16).putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits()).array());
  }

  @Override
  public List<BotMessage> write(BotEvent event) {
    return switch (event) {
      case BotEvent.Audio(byte[] encoded) -> packet(kind, encoded);
      case BotEvent.Key(String digit) -> packet(KEY, new byte[]{(byte) digit.charAt(0)});
      case BotEvent.Passed passed -> List.of();
      case BotEvent.Flow flow -> List.of();
      case BotEvent.Status status -> List.of();
    };
  }

  @Override
  public List<BotMessage> closing() {
    return packet(HANGUP, new byte[0]);
  }

  @Override
  public List<BotReply> read(String text) {
    throw new IllegalArgumentException("AudioSocket has no text");
  }

  @Override
  public List<BotReply> read(byte[] bytes) {
    byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
    System.arraycopy(bytes, 0, all, rest.length, bytes.length);
    List<BotReply> replies = new ArrayList<>();
    int at = 0;
    while (all.length - at >= HEADER && all.length - at >= HEADER + length(all, at)) {
      int end = at + HEADER + length(all, at);
      replies.add(meaning(all[at], Arrays.copyOfRange(all, at + HEADER, end)));
      at = end;
    }
    rest = Arrays.copyOfRange(all, at, all.length);
    return replies;
  }

  private BotReply meaning(byte what, byte[] payload) {
    if (what == kind) {
      return new BotReply.Audio(payload);
    }
    return switch (what) {
      case HANGUP -> new BotReply.Hangup();
      case FAILED -> new BotReply.Garbage(
          "it reports error " + (payload.length == 0 ? "" : Integer.toString(payload[0] & 0xff)));
      default -> new BotReply.Garbage(
          String.format("no packet of kind 0x%02x is expected", what & 0xff));
    };
  }

  private static int length(byte[] all, int at) {
    return (all[at + 1] & 0xff) << 8 | (all[at + 2] & 0xff);
  }

  private static List<BotMessage> packet(byte kind, byte[] payload) {
    byte[] packet = new byte[HEADER + payload.length];
    packet[0] = kind;
    packet[1] = (byte) (payload.length >> 8);
    packet[2] = (byte) payload.length;
    System.arraycopy(payload, 0, packet, HEADER, payload.length);
    return List.of(new BotMessage.Bytes(packet));
  }

  private static byte kind(int rate) {
    return switch (rate) {
      case 8000 -> 0x10;
      case 16_000 -> 0x12;
      case 24_000 -> 0x13;
      case 48_000 -> 0x16;
      default -> throw new IllegalArgumentException(
          "AudioSocket runs at 8000, 16000, 24000 or 48000 Hz here, not " + rate);
    };
  }
}
