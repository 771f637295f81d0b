package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SourceLatchTest {
  private static final InetSocketAddress ANNOUNCED = new InetSocketAddress("192.0.2.1", 4000);
  private static final InetSocketAddress NAT = new InetSocketAddress("198.51.100.7", 5000);
  private static final InetSocketAddress ATTACKER = new InetSocketAddress("203.0.113.9", 6000);
  private SourceLatch latch = new SourceLatch(true);
  private long millis;

  @Test
  void strictlyOnlyTheAnnouncedAddressIsHeard() {
    latch = new SourceLatch(false);
    latch.announce(ANNOUNCED);
    assertEquals(0, accepted(NAT, 1, 100, 20));
    assertEquals(10, accepted(ANNOUNCED, 1, 10, 20));
    assertEquals(100, latch.dropped());
    assertEquals(ANNOUNCED, latch.target());
  }

  @Test
  void behindNatTheFirstOtherSourceIsLearntByFivePacketsInARow() {
    latch.announce(ANNOUNCED);
    assertEquals(6, accepted(NAT, 1, 10, 20));
    assertEquals(NAT, latch.target());
    assertEquals(0, accepted(ATTACKER, 2, 50, 20));
    assertEquals(0, accepted(ANNOUNCED, 3, 50, 20));
  }

  @Test
  void whoIsHeardFromTheAnnouncedAddressIsNotReplaced() {
    latch.announce(ANNOUNCED);
    assertEquals(1, accepted(ANNOUNCED, 1, 1, 20));
    assertEquals(0, accepted(ATTACKER, 2, 50, 20));
  }

  @Test
  void afterTheWindowNobodyIsLearnt() {
    latch.announce(ANNOUNCED);
    assertEquals(0, accepted(NAT, 1, 2, 20));
    millis += 600;
    assertEquals(0, accepted(NAT, 1, 50, 20));
    assertEquals(ANNOUNCED, latch.target());
  }

  @Test
  void floodsProveNothing() {
    latch.announce(ANNOUNCED);
    for (int i = 0; i < 100; i++) {
      assertFalse(latch.accepts(ATTACKER, Packets.packet(0, 7 * i, 0, i), now()));
    }
    assertEquals(ANNOUNCED, latch.target());
  }

  @Test
  void aNewDescriptionLetsLearnAgain() {
    latch.announce(ANNOUNCED);
    accepted(NAT, 1, 10, 20);
    latch.announce(ANNOUNCED);
    assertTrue(latch.accepts(NAT, Packets.packet(0, 11, 0, 1), now()));
    assertEquals(0, accepted(ATTACKER, 2, 10, 20), "whom we hear goes on");
    latch.announce(ANNOUNCED);
    assertEquals(6, accepted(ATTACKER, 2, 10, 20), "whom we heard is silent");
    InetSocketAddress moved = new InetSocketAddress("192.0.2.2", 4000);
    latch.announce(moved);
    assertEquals(moved, latch.target());
    assertEquals(0, accepted(NAT, 1, 3, 20));
  }

  private int accepted(InetSocketAddress from, int ssrc, int count, int everyMillis) {
    int accepted = 0;
    for (int i = 0; i < count; i++) {
      millis += everyMillis;
      accepted += latch.accepts(from, Packets.packet(0, i, 160 * i, ssrc), now()) ? 1 : 0;
    }
    return accepted;
  }

  private long now() {
    return millis * 1_000_000;
  }
}
