package io.voxbus.rtp;

/** Has each packet repeat the one before (RFC 2198), so that a single lost one is no loss. */
public final class RedWriter {
  /** What comes before the payload at most. */
  public static final int MOST_BYTES = 5 + 400;
  private static final int HEADER = 5;
  private static final int MOST_TICKS = (1 << 14) - 1;

  private final byte[] before = new byte[MOST_BYTES - HEADER];
  private int length;
  private int timestamp;

  /**
   * Writes what stands before the payload of the next packet.
   *
   * @param nowTimestamp of that packet
   * @return how many bytes that is; 0 when there is nothing to repeat, and the packet is an ordinary one
   */
  public int write(byte[] out, int at, int payloadType, int nowTimestamp) {
    int ticks = nowTimestamp - timestamp;
    if (length == 0 || ticks <= 0 || ticks > MOST_TICKS) {
      return 0;
    }
    out[at] = (byte) (payloadType | 0x80);
    RtpPacket.putShort(out, at + 1, ticks << 2 | length >> 8);
    out[at + 3] = (byte) length;
    out[at + 4] = (byte) payloadType;
    System.arraycopy(before, 0, out, at + HEADER, length);
    return HEADER + length;
  }

  /** Keeps a payload for the next packet; one that is too long is not repeated. */
  public void remember(byte[] payload, int offset, int bytes, int itsTimestamp) {
    length = bytes <= before.length ? bytes : 0;
    System.arraycopy(payload, offset, before, 0, length);
    timestamp = itsTimestamp;
  }
}
