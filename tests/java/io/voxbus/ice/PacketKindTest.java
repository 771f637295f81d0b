package io.voxbus.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketKindTest {
  @ParameterizedTest
  @CsvSource({"0, 1, STUN", "3, 0, STUN", "4, 0, OTHER", "19, 0, OTHER", "20, 254, DTLS",
      "63, 0, DTLS", "64, 0, OTHER", "127, 0, OTHER", "128, 111, RTP", "144, 239, RTP",
      "128, 191, RTP", "128, 192, RTCP", "129, 201, RTCP", "191, 223, RTCP", "128, 224, RTP",
      "192, 0, OTHER"})
  void theFirstBytesTell(int first, int second, PacketKind kind) {
    assertEquals(kind, PacketKind.of(new byte[]{(byte) first, (byte) second, 0}, 3));
  }
}
