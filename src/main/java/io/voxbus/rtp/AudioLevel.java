package io.voxbus.rtp;

/** The header extension that tells how loud a packet is, without decoding it (RFC 6464). */
public final class AudioLevel {
  /** By how much it makes a packet longer: a one-byte header, its two bytes, and two to fill up (RFC 8285). */
  public static final int BYTES = 8;
  /** What silence is; the lowest that fits. */
  public static final int SILENCE = 127;
  /** Louder than this it is taken for somebody who speaks. */
  private static final int SPEAKING = 50;
  private static final int PROFILE = 0xBEDE;

  private AudioLevel() {}

  /** The level of audio that has so many dB of full scale. */
  public static int of(double dbfs) {
    return (int) Math.clamp(Math.round(-dbfs), 0, SILENCE);
  }

  /** Writes it behind the header of {@code packet}, whose payload stands {@link #BYTES} later than it would. */
  public static void write(byte[] packet, int id, int level) {
    packet[0] |= 0x10;
    RtpPacket.putShort(packet, RtpPacket.HEADER, PROFILE);
    RtpPacket.putShort(packet, RtpPacket.HEADER + 2, 1);
    packet[RtpPacket.HEADER + 4] = (byte) (id << 4);
    packet[RtpPacket.HEADER + 5] = (byte) (level <= SPEAKING ? level | 0x80 : level);
    RtpPacket.putShort(packet, RtpPacket.HEADER + 6, 0);
  }
}
