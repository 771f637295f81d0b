package io.voxbus.sip.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HopOrderTest {
  private static final List<Naptr> RECORDS = Stream
      .of("20 10 s SIP+D2U  _sip._udp.h.", "10 20 S SIP+D2T  _sip._tcp.h.",
          "10 10 s SIPS+D2T !^.*$! _sips._tcp.h.", "5 1 u E2U+sip !^.*$!sip:x@y! .",
          "1 1 s SIP+D2W  _sip._ws.h.", "nonsense", "1 x s SIP+D2U _sip._udp.h.")
      .flatMap(Naptr::parse).toList();

  @Test
  void servicesComeByOrderAndPreferenceAsFarAsTheyAreSpoken() {
    HopOrder.Service udp = new HopOrder.Service("UDP", "_sip._udp.h.");
    HopOrder.Service tcp = new HopOrder.Service("TCP", "_sip._tcp.h.");
    HopOrder.Service tls = new HopOrder.Service("TLS", "_sips._tcp.h.");
    assertEquals(List.of(tls, tcp, udp),
        HopOrder.services(RECORDS, Set.of("UDP", "TCP", "TLS"), false));
    assertEquals(List.of(udp), HopOrder.services(RECORDS, Set.of("UDP"), false));
    assertEquals(List.of(tls), HopOrder.services(RECORDS, Set.of("UDP", "TCP", "TLS"), true));
  }

  @Test
  void serversComeByPriorityAndWithinItByWeight() {
    HopOrder.Server a = new HopOrder.Server(1, 75, 5060, "a");
    HopOrder.Server b = new HopOrder.Server(1, 25, 5060, "b");
    HopOrder.Server last = new HopOrder.Server(2, 0, 5060, "c");
    Random random = new Random(1);
    Map<HopOrder.Server, Integer> first = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      List<HopOrder.Server> order = HopOrder.servers(List.of(last, a, b), random);
      assertEquals(last, order.getLast());
      first.merge(order.getFirst(), 1, Integer::sum);
    }
    assertEquals(3, Math.round(first.get(a) / (double) first.get(b)));
  }

  @Test
  void aDomainMaySayThatItHasNone() {
    assertEquals(List.of(),
        HopOrder.servers(List.of(new HopOrder.Server(0, 0, 0, ".")), new Random(1)));
  }
}
