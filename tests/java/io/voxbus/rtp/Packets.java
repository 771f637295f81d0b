package io.voxbus.rtp;

import java.util.Arrays;

/** Packets for tests. */
final class Packets {
  private Packets() {}

  static byte[] bytes(int payloadType, int sequence, int timestamp, int ssrc, byte... payload) {
    byte[] bytes = new byte[RtpPacket.HEADER + payload.length];
    RtpPacket.write(bytes, payloadType, false, sequence, timestamp, ssrc);
    System.arraycopy(payload, 0, bytes, RtpPacket.HEADER, payload.length);
    return bytes;
  }

  static RtpPacket packet(int payloadType, int sequence, int timestamp, int ssrc,
      byte... payload) {
    return read(bytes(payloadType, sequence, timestamp, ssrc, payload));
  }

  static RtpPacket read(byte[] bytes) {
    RtpPacket packet = new RtpPacket();
    if (!packet.read(bytes, 0, bytes.length)) {
      throw new AssertionError("no packet: " + Arrays.toString(bytes));
    }
    return packet;
  }
}
