package io.voxbus.rtp;

import static io.voxbus.rtp.RtpReceiver.Verdict.FRESH;
import static io.voxbus.rtp.RtpReceiver.Verdict.STRAY;
import static io.voxbus.rtp.RtpReceiver.Verdict.VALID;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RtpReceiverTest {
  private static final long MILLI = 1_000_000;
  private final RtpReceiver receiver = new RtpReceiver();

  @Test
  void numbersAndTimestampsGrowOverTheirWraps() {
    receive(65_535, -160, 1, 0);
    long sequence = receiver.sequence();
    long timestamp = receiver.timestamp();
    assertEquals(VALID, receive(0, 0, 1, 20));
    assertEquals(List.of(1L, 160L),
        List.of(receiver.sequence() - sequence, receiver.timestamp() - timestamp));
    assertEquals(VALID, receive(65_534, -320, 1, 25));
    assertEquals(List.of(-1L, -160L),
        List.of(receiver.sequence() - sequence, receiver.timestamp() - timestamp));
  }

  @Test
  void whatIsMissingIsLostUntilItComes() {
    receive(10, 0, 1, 0);
    receive(13, 480, 1, 60);
    assertEquals(2, receiver.lost());
    receive(12, 320, 1, 61);
    assertEquals(1, receiver.lost());
    receive(13, 480, 1, 62);
    assertEquals(0, receiver.lost(), "a duplicate makes up for a loss, as the RFC counts");
  }

  @Test
  void reportsTellOfTheTimeSinceTheLastOne() {
    for (int i = 0; i < 10; i++) {
      if (i != 4 && i != 5) {
        receive(100 + i, 160 * i, 1, 20 * i);
      }
    }
    receiver.senderReport(0x1111_2222_3333_4444L, 100 * MILLI);
    assertEquals(new ReportBlock(1, 51, 2, 0x1_0000 + 109, 0, 0x2222_3333L, 65_536),
        receiver.report(1100 * MILLI));
    receive(110, 1600, 1, 200);
    assertEquals(0, receiver.report(1200 * MILLI).fraction());
    assertEquals(2, receiver.report(1300 * MILLI).lost());
  }

  @Test
  void jitterIsTheSmoothedDifferenceOfArrivals() {
    for (int i = 0; i < 400; i++) {
      receive(i, 160 * i, 1, 20 * i + (i % 2 == 0 ? 0 : 8));
    }
    assertEquals(8, receiver.jitterMillis(), 0.1);
  }

  @Test
  void oneStrangePacketIsAStrayTwoInARowAreANewStream() {
    assertEquals(FRESH, receive(1, 0, 1, 0));
    assertEquals(STRAY, receive(500, 0, 2, 20));
    assertEquals(VALID, receive(2, 160, 1, 20));
    assertEquals(STRAY, receive(501, 0, 2, 40));
    assertEquals(FRESH, receive(502, 160, 2, 60));
    assertEquals(VALID, receive(503, 320, 2, 80));
    assertEquals(List.of(2, 0L), List.of(receiver.ssrc(), receiver.lost()));
  }

  @Test
  void aStreamMayStartItsNumbersAnew() {
    receive(1, 0, 1, 0);
    assertEquals(STRAY, receive(30_000, 0, 1, 20));
    assertEquals(FRESH, receive(30_001, 160, 1, 40));
    assertEquals(STRAY, receive(29_000, 160, 1, 60));
    assertEquals(0, receiver.lost());
  }

  private RtpReceiver.Verdict receive(int sequence, int timestamp, int ssrc, long millis) {
    return receiver.receive(Packets.packet(0, sequence & 0xFFFF, timestamp, ssrc), 8000, true,
        millis * MILLI);
  }
}
