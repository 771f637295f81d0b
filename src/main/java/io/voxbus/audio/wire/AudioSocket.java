package io.voxbus.audio.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The packets of Asterisk's AudioSocket on TCP: a byte that says what it is, two of length, the payload. One object a
 * connection: what comes may be cut anywhere.
 */
public final class AudioSocket {
  public static final byte HANGUP = 0x00;
  /** 16 bytes: the UUID of the call. */
  public static final byte ID = 0x01;
  /** One byte: a key of the telephone in ASCII. */
  public static final byte KEY = 0x03;
  /** A byte says why, where there is one. */
  public static final byte FAILED = (byte) 0xff;

  private static final int HEADER = 3;

  private byte[] rest = new byte[0];

  /** A packet as it came. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Packet(byte kind, byte[] payload) {}

  /** The packets that are whole with these bytes. */
  public List<Packet> read(byte[] bytes) {
    byte[] all = rest.length == 0 ? bytes : joined(rest, bytes);
    List<Packet> packets = new ArrayList<>();
    int at = 0;
    while (all.length - at >= HEADER && all.length - at >= HEADER + length(all, at)) {
      int end = at + HEADER + length(all, at);
      packets.add(new Packet(all[at], Arrays.copyOfRange(all, at + HEADER, end)));
      at = end;
    }
    rest = Arrays.copyOfRange(all, at, all.length);
    return packets;
  }

  /** @param payload at most 65,535 bytes */
  public static byte[] packet(byte kind, byte... payload) {
    byte[] packet = new byte[HEADER + payload.length];
    packet[0] = kind;
    packet[1] = (byte) (payload.length >> 8);
    packet[2] = (byte) payload.length;
    System.arraycopy(payload, 0, packet, HEADER, payload.length);
    return packet;
  }

  /** What a packet with linear samples of this rate is; none where Asterisk has no kind for it, or we don't use it. */
  public static OptionalInt audio(int rate) {
    return switch (rate) {
      case 8000 -> OptionalInt.of(0x10);
      case 16_000 -> OptionalInt.of(0x12);
      case 24_000 -> OptionalInt.of(0x13);
      case 48_000 -> OptionalInt.of(0x16);
      default -> OptionalInt.empty();
    };
  }

  /** What is wrong with a packet that neither side has a use for. */
  public static String complaint(Packet packet) {
    if (packet.kind() != FAILED) {
      return String.format("no packet of kind 0x%02x is expected", packet.kind() & 0xff);
    }
    return packet.payload().length == 0
        ? "it reports an error"
        : "it reports error " + (packet.payload()[0] & 0xff);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static int length(byte[] all, int at) {
    return (all[at + 1] & 0xff) << 8 | (all[at + 2] & 0xff);
  }
}
