package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtpPacketTest {
  private final RtpPacket packet = new RtpPacket();

  @Test
  void fieldsAreReadWhereTheyLie() {
    byte[] bytes = HexFormat.of().parseHex("ff" + "80e5fffe8000000100c0ffee" + "aabb");
    assertTrue(packet.read(bytes, 1, bytes.length - 1));
    assertEquals(List.of(101, true, 65_534, 0x8000_0001, 0x00C0FFEE, 13, 2),
        List.of(packet.payloadType(), packet.marker(), packet.sequence(), packet.timestamp(),
            packet.ssrc(), packet.payloadOffset(), packet.payloadLength()));
  }

  @Test
  void contributorsExtensionAndPaddingAreNoPayload() {
    byte[] bytes = HexFormat.of().parseHex("b1000001" + "00000002" + "00000003" + "00000004"
        + "bede0001" + "10aabbcc" + "0102" + "000003");
    assertTrue(packet.read(bytes, 0, bytes.length));
    assertEquals(List.of(24, 2), List.of(packet.payloadOffset(), packet.payloadLength()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "8000000100000002000000", "400000010000000200000003",
      "810000010000000200000003", "900000010000000200000003", "90000001000000020000000310000002",
      "a00000010000000200000003ff", "af0000010000000200000003"})
  void whatIsNoPacketIsRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertFalse(packet.read(bytes, 0, bytes.length));
  }

  @Test
  void anyBytesAreReadOrRefusedWithinTheirBounds() {
    Random random = new Random(7);
    RtcpPacket.Listener listener = new RtcpReports();
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
      }
      if (packet.read(bytes, 0, bytes.length)) {
        assertTrue(packet.payloadOffset() + packet.payloadLength() <= bytes.length
            && packet.payloadLength() >= 0);
        new TelephoneEvents().accept(packet);
      }
      if (bytes.length > 1) {
        bytes[1] = (byte) (200 + random.nextInt(5));
      }
      RtcpPacket.read(bytes, 0, bytes.length, listener);
    }
  }

  @ParameterizedTest
  @CsvSource({"80c80006,true", "80c90001,true", "80cb0001,true", "80000001,false", "80e50001,false",
      "80600001,false", "80,false"})
  void controlPacketsAreToldByTheirType(String hex, boolean control) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertEquals(control, RtpPacket.isControl(bytes, 0, bytes.length));
  }
}
