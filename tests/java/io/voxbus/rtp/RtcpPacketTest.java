package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpPacketTest {
  private static final ReportBlock BLOCK = new ReportBlock(9, 25, -3, 0x1_0005, 160, 0xABCD_1234L,
      65_536);
  private final byte[] out = new byte[RtcpPacket.MAX_BYTES];
  private final RtcpReports reports = new RtcpReports();

  @Test
  void whatIsWrittenIsReadAgain() {
    int length = RtcpPacket.write(out, 7, new RtcpPacket.Sent(0x1122_3344_5566_7788L, 800, 5, 700),
        BLOCK, "voxbus", true);
    RtcpPacket.read(out, 0, length, reports);
    assertEquals(List.of("sender 7 1122334455667788 800", BLOCK, "bye 7"), reports.told);
    assertEquals(0, length % 4);
  }

  @Test
  void aReceiverWithoutNewsSendsAnEmptyReportAndItsName() {
    int length = RtcpPacket.write(out, 7, null, null, "abc", false);
    assertEquals("80c9000100000007" + "81ca0003" + "00000007" + "0103616263" + "000000",
        HexFormat.of().formatHex(out, 0, length));
  }

  @Test
  void partsThatAreNotKnownAreSkipped() {
    byte[] bytes = HexFormat.of().parseHex("81ce000200000001" + "00000002" + "80cc0001" + "00000001"
        + "82cb0002" + "00000003" + "00000004");
    RtcpPacket.read(bytes, 0, bytes.length, reports);
    assertEquals(List.of("bye 3", "bye 4"), reports.told);
  }

  @Test
  void whatLiesAboutItsLengthIsNotRead() {
    byte[] bytes = HexFormat.of().parseHex("81c9000700000001" + "00000002");
    RtcpPacket.read(bytes, 0, bytes.length, reports);
    byte[] blocks = HexFormat.of().parseHex("9fc9000100000001");
    RtcpPacket.read(blocks, 0, blocks.length, reports);
    assertTrue(reports.told.isEmpty());
  }
}
