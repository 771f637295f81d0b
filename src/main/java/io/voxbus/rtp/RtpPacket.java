package io.voxbus.rtp;

/** Looks into an RTP packet (RFC 3550 section 5.1) where it lies; one object serves one packet after the other. */
public final class RtpPacket {
  public static final int HEADER = 12;
  private static final int VERSION = 2;

  private byte[] bytes = new byte[HEADER];
  private int offset;
  private int payloadType;
  private int payloadOffset;
  private int payloadLength;

  /** Whether it is RTCP on a shared port, by its type (RFC 5761 section 4). */
  public static boolean isControl(byte[] packet, int offset, int length) {
    int type = length < 2 ? 0 : packet[offset + 1] & 0xFF;
    return type >= 192 && type <= 223;
  }

  /**
   * Looks at the next packet.
   *
   * @return false if it is none
   */
  public boolean read(byte[] packet, int from, int length) {
    if (length < HEADER || (packet[from] & 0xFF) >> 6 != VERSION) {
      return false;
    }
    int at = HEADER + 4 * (packet[from] & 15);
    if ((packet[from] & 0x10) != 0) {
      if (at + 4 > length) {
        return false;
      }
      at += 4 + 4 * u16(packet, from + at + 2);
    }
    int padding = (packet[from] & 0x20) == 0 ? 0 : packet[from + length - 1] & 0xFF;
    if (at + padding > length) {
      return false;
    }
    bytes = packet;
    offset = from;
    payloadType = packet[from + 1] & 0x7F;
    payloadOffset = from + at;
    payloadLength = length - at - padding;
    return true;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int payloadOffset() {
    return payloadOffset;
  }

  public int payloadLength() {
    return payloadLength;
  }

  public boolean marker() {
    return (bytes[offset + 1] & 0x80) != 0;
  }

  public int payloadType() {
    return payloadType;
  }

  public int sequence() {
    return u16(bytes, offset + 2);
  }

  /** As the 32 bits it is. */
  public int timestamp() {
    return i32(bytes, offset + 4);
  }

  public int ssrc() {
    return i32(bytes, offset + 8);
  }

  /** From now on it has only a part of its payload, of another type. */
  void narrow(int type, int start, int length) {
    payloadType = type;
    payloadOffset = start;
    payloadLength = length;
  }

  /** Writes a header without extension to the start of {@code out}. */
  static void write(byte[] out, int payloadType, boolean marker, int sequence, int timestamp,
      int ssrc) {
    out[0] = (byte) (VERSION << 6);
    out[1] = (byte) (marker ? payloadType | 0x80 : payloadType);
    putShort(out, 2, sequence);
    putInt(out, 4, timestamp);
    putInt(out, 8, ssrc);
  }

  static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  static int i32(byte[] bytes, int at) {
    return (u16(bytes, at) << 16) | u16(bytes, at + 2);
  }

  static void putShort(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }

  static void putInt(byte[] out, int at, int value) {
    putShort(out, at, value >> 16);
    putShort(out, at + 2, value);
  }
}
