package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ControlLatchTest {
  private static final InetSocketAddress RTP = new InetSocketAddress("192.0.2.1", 4000);
  private static final InetSocketAddress RTCP = new InetSocketAddress("192.0.2.1", 4001);
  private static final InetSocketAddress OTHER_PORT = new InetSocketAddress("192.0.2.1", 4002);
  private static final InetSocketAddress NAT = new InetSocketAddress("198.51.100.1", 61000);
  private static final InetSocketAddress NAT_RTCP = new InetSocketAddress("198.51.100.1", 61007);
  private static final InetSocketAddress NAT_OTHER = new InetSocketAddress("198.51.100.1", 61009);

  private final ControlLatch latch = new ControlLatch();

  private boolean accepts(InetSocketAddress from, InetSocketAddress heard, boolean ofStream) {
    return latch.mayAccept(from, heard) && latch.accepts(from, heard, ofStream);
  }

  @Test
  void reportsComeFromWhereTheyWereAnnouncedOrWithTheMedia() {
    latch.announce(RTP, RTCP);
    assertTrue(accepts(RTCP, RTP, false));
    assertTrue(accepts(RTP, RTP, false));
    assertFalse(accepts(OTHER_PORT, RTP, true), "whatever it names");
    assertFalse(accepts(NAT, RTP, true));
    assertEquals(RTCP, latch.target());
  }

  @Test
  void behindNatTheFirstReportOfTheStreamTellsItsPort() {
    latch.announce(RTP, RTCP);
    assertTrue(latch.mayAccept(NAT_OTHER, NAT));
    assertFalse(accepts(NAT_OTHER, NAT, false), "of another stream");
    assertTrue(accepts(NAT_RTCP, NAT, true));
    assertTrue(accepts(NAT_RTCP, NAT, false), "also when it tells of nothing that was sent");
    assertEquals(NAT_RTCP, latch.target());
    assertFalse(accepts(NAT_OTHER, NAT, true));
    assertFalse(accepts(new InetSocketAddress("203.0.113.1", 61007), NAT, true));
  }

  @Test
  void aNewDescriptionLetsLearnAgain() {
    latch.announce(RTP, RTCP);
    assertTrue(accepts(NAT_RTCP, NAT, true));
    latch.announce(RTP, RTCP);
    assertEquals(RTCP, latch.target());
    assertTrue(accepts(NAT_OTHER, NAT, true));
  }

  @Test
  void whereNoMediaIsWantedNobodyReports() {
    latch.announce(null, null);
    assertFalse(latch.mayAccept(RTCP, null));
    assertFalse(latch.accepts(RTCP, null, true));
  }
}
