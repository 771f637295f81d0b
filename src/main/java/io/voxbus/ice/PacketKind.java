package io.voxbus.ice;

/** What a datagram on a shared port is, by its first bytes (RFC 7983, RFC 5761). */
public enum PacketKind {
  STUN, DTLS, RTP, RTCP, OTHER;

  public static PacketKind of(byte[] packet, int length) {
    if (length < 2) {
      return OTHER;
    }
    int first = packet[0] & 0xff;
    int second = packet[1] & 0xff;
    if (first <= 3) {
      return STUN;
    }
    if (first >= 20 && first <= 63) {
      return DTLS;
    }
    if (first < 128 || first > 191) {
      return OTHER;
    }
    return second >= 192 && second <= 223 ? RTCP : RTP;
  }
}
