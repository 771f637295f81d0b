package io.voxbus.rtp;

/**
 * One outgoing stream: numbers follow each other without a gap whatever is sent, and its timestamps go with the time,
 * also through what is not sent.
 */
public final class RtpSender {
  private final int ssrc;
  private int sequence;
  private int timestamp;
  private boolean marker = true;
  private boolean relaying;
  private int sequenceShift;
  private int timestampShift;
  private long packets;
  private long bytes;

  /** All three at random (RFC 3550 section 5.1). */
  public RtpSender(int ssrc, int sequence, int timestamp) {
    this.ssrc = ssrc;
    this.sequence = sequence;
    this.timestamp = timestamp;
  }

  /**
   * Writes the header of a packet of audio before its payload.
   *
   * @param out     the payload stands from {@link RtpPacket#HEADER} on
   * @param payload bytes of it
   * @param ticks   of the clock that it lasts
   * @return the length of the packet
   */
  public int audio(byte[] out, int payloadType, int payload, int ticks) {
    write(out, payloadType, marker, payload, timestamp);
    marker = false;
    timestamp += ticks;
    return RtpPacket.HEADER + payload;
  }

  /** Writes the header of a packet that tells of something that began at {@code start}. */
  public int event(byte[] out, int payloadType, boolean first, int payload, int start) {
    write(out, payloadType, first, payload, start);
    return RtpPacket.HEADER + payload;
  }

  /**
   * Writes the header of a packet of another stream that is sent on: its numbers keep their distances, so that what was
   * lost or swapped before is seen behind us.
   *
   * @param from the stream, as it numbers this packet
   */
  public int relay(byte[] out, int payloadType, boolean marked, int payload, Origin from) {
    if (!relaying) {
      relaying = true;
      sequenceShift = sequence - (int) from.sequence;
      timestampShift = timestamp - (int) from.timestamp;
    }
    int number = (int) from.sequence + sequenceShift;
    int time = (int) from.timestamp + timestampShift;
    RtpPacket.write(out, payloadType, marked, number & 0xFFFF, time, ssrc);
    packets++;
    bytes += payload;
    if ((short) (number - sequence) >= 0) {
      sequence = (number + 1) & 0xFFFF;
      timestamp = time + from.ticks;
    }
    return RtpPacket.HEADER + payload;
  }

  /** Where a packet that is sent on stands in its own stream; {@code ticks} is how long it lasts. */
  public record Origin(long sequence, long timestamp, int ticks) {}

  /** What is sent on next comes from another stream than before. */
  public void relayAnew() {
    relaying = false;
  }

  /** Time passes without audio; what comes after it begins anew (RFC 3551 section 4.1). */
  public void skip(int ticks) {
    timestamp += ticks;
    marker = true;
  }

  /** Of the next packet of audio. */
  public int timestamp() {
    return timestamp;
  }

  public int ssrc() {
    return ssrc;
  }

  public long packets() {
    return packets;
  }

  /** Of payload. */
  public long bytes() {
    return bytes;
  }

  private void write(byte[] out, int payloadType, boolean marked, int payload, int time) {
    RtpPacket.write(out, payloadType, marked, sequence, time, ssrc);
    sequence = (sequence + 1) & 0xFFFF;
    packets++;
    bytes += payload;
  }
}
