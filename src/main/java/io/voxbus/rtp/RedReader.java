package io.voxbus.rtp;

/** Takes packets apart that repeat earlier ones (RFC 2198); one object serves one packet after the other. */
public final class RedReader {
  private static final int MOST_EARLIER = 8;
  private static final int HEADER = 4;

  private final int[] types = new int[MOST_EARLIER];
  private final int[] ticks = new int[MOST_EARLIER];
  private final int[] starts = new int[MOST_EARLIER];
  private final int[] lengths = new int[MOST_EARLIER];
  private byte[] bytes = new byte[0];
  private int earlier;

  /**
   * Has the packet be what it is without what it repeats.
   *
   * @return false if it is malformed
   */
  public boolean unwrap(RtpPacket packet) {
    bytes = packet.bytes();
    earlier = 0;
    int at = packet.payloadOffset();
    int end = at + packet.payloadLength();
    int repeated = 0;
    while (at < end && (bytes[at] & 0x80) != 0) {
      if (at + HEADER > end || earlier == MOST_EARLIER) {
        return false;
      }
      types[earlier] = bytes[at] & 0x7F;
      ticks[earlier] = RtpPacket.u16(bytes, at + 1) >> 2;
      lengths[earlier] = RtpPacket.u16(bytes, at + 2) & 0x3FF;
      repeated += lengths[earlier++];
      at += HEADER;
    }
    if (at + 1 + repeated > end) {
      return false;
    }
    int primary = bytes[at++] & 0x7F;
    for (int i = 0; i < earlier; i++) {
      starts[i] = at;
      at += lengths[i];
    }
    packet.narrow(primary, at, end - at);
    return true;
  }

  /** How many packets are repeated, the oldest first; the last is the one just before. */
  public int earlier() {
    return earlier;
  }

  /** How many packets ago it was sent. */
  int packetsAgo(int index) {
    return earlier - index;
  }

  int ticksAgo(int index) {
    return ticks[index];
  }

  int payloadType(int index) {
    return types[index];
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int index) {
    return starts[index];
  }

  int length(int index) {
    return lengths[index];
  }
}
