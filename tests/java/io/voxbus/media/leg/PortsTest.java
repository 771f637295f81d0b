package io.voxbus.media.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Fault;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void pairsAreEvenThenOddAndNoneIsTakenTwice() throws Exception {
    Ports ports = new Ports(config(21_101, 21_110, null));
    Set<Integer> taken = new TreeSet<>();
    Ports.Pair[] pairs = new Ports.Pair[4];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = ports.take(false);
      taken.add(pairs[i].port());
      assertEquals(pairs[i].port() + 1,
          ((InetSocketAddress) pairs[i].rtcp().getLocalAddress()).getPort());
    }
    assertEquals(Set.of(21_102, 21_104, 21_106, 21_108), taken);
    assertEquals(503, assertThrows(Fault.class, () -> ports.take(false)).code());
    for (Ports.Pair pair : pairs) {
      pair.rtp().close();
      pair.rtcp().close();
      ports.free();
    }
    assertEquals(0, ports.open());
    assertTrue(taken.contains(take(ports)));
  }

  @Test
  void aPortThatAnotherProgramHasIsPassedOver() throws Exception {
    try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 21_123))) {
      Ports ports = new Ports(config(21_122, 21_125, null));
      assertEquals(21_124, take(ports));
      assertEquals(21_123, other.getLocalPort());
    }
  }

  /** Of a node of this machine that is gone, also out of another range. */
  @Test
  void aPairThatAnotherNodeHasHadIsTakenOnceItIsFree() throws Exception {
    Ports here = new Ports(config(21_150, 21_155, null));
    Ports.Pair theirs = new Ports(config(21_140, 21_145, null)).take(false);
    assertEquals(null, here.again(false, "127.0.0.1", theirs.port()), "it is not free yet");
    theirs.rtp().close();
    theirs.rtcp().close();
    assertEquals(null, here.again(false, "127.0.0.9", theirs.port()), "no address of ours");
    assertEquals(null,
        new Ports(config(0, 0, "127.0.0.1")).again(false, "127.0.0.1", theirs.port()),
        "outside ports are not ours to choose");
    Ports.Pair ours = here.again(false, "127.0.0.1", theirs.port());
    assertEquals(theirs.port() + 1,
        ((InetSocketAddress) ours.rtcp().getLocalAddress()).getPort());
    assertEquals(1, here.open());
    ours.rtp().close();
    ours.rtcp().close();
  }

  @Test
  void peersAreToldTheExternalAddressOrTheOneThatIsBound() {
    assertEquals("203.0.113.5", new Ports(config(0, 0, "203.0.113.5")).announced(false));
    assertEquals("127.0.0.1", new Ports(config(0, 0, null)).announced(false));
    assertEquals(488,
        assertThrows(Fault.class, () -> new Ports(config(0, 0, null)).announced(true)).code());
  }

  private static int take(Ports ports) throws Exception {
    Ports.Pair pair = ports.take(false);
    pair.rtp().close();
    pair.rtcp().close();
    ports.free();
    return pair.port();
  }

  private static RtpConfig config(int first, int last, String external) {
    return new RtpConfig("127.0.0.1", external, null, null, first, last, null, null, null, null,
        null, null, 0);
  }
}
