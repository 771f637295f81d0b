package io.voxbus.sip.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gov.nist.javax.sip.address.SipUri;
import io.voxbus.sip.line.CallLimit;
import io.voxbus.sip.stack.SipHop;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sip.address.SipURI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrunkTest {
  private static final TrunkConfig.Host A = new TrunkConfig.Host("sip:a", 1, 30);
  private static final TrunkConfig.Host B = new TrunkConfig.Host("sip:b", 1, 10);
  private static final TrunkConfig.Host C = new TrunkConfig.Host("sip:c", 2, 1);
  private final TrunkHealth health = new TrunkHealth(trunk("t", List.of(C, A, B), null, null));
  private static final SipURI TARGET = new SipUri();
  private final Random random = new Random(1);

  private static TrunkConfig trunk(String name, List<TrunkConfig.Host> hosts,
      @Nullable List<String> addresses, @Nullable String transport) {
    return new TrunkConfig(name, hosts, addresses, transport, "u", "secret", false, null,
        null, null, 0, 0, null, 0, null);
  }

  private static SipHop hop(String address, String transport) {
    return new SipHop(InetAddress.ofLiteral(address), 5060, transport, "");
  }

  @Test
  void serversShareCallsByWeightAndTheNextPriorityWaits() {
    Map<TrunkConfig.Host, Integer> first = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      List<TrunkConfig.Host> order = health.order(0, random);
      assertEquals(C, order.get(2));
      first.merge(order.getFirst(), 1, Integer::sum);
    }
    assertEquals(3, Math.round(first.get(A) / (double) first.get(B)));
  }

  @Test
  void aServerThatFailedComesLastUntilItsPauseIsOver() {
    health.failed(A, 0);
    health.failed(B, 0);
    assertEquals(C, health.order(29_999, random).getFirst());
    assertEquals(C, health.order(30_000, random).getLast());
    health.failed(A, 30_000);
    assertEquals(List.of(false, true, true),
        List.of(health.isUp(A, 89_999), health.isUp(A, 90_000), health.isUp(B, 30_000)));
    health.failed(A, 90_000);
    health.answered(A);
    assertEquals(true, health.isUp(A, 90_001));
  }

  @Test
  void aServerThatMissesThreeQuestionsInARowIsLeftOutUntilItAnswers() {
    health.missed(A);
    health.missed(A);
    health.answered(A);
    health.missed(A);
    health.missed(A);
    assertEquals(false, health.isDown(A));
    health.missed(A);
    assertEquals(List.of(B, C), health.order(0, random));
    assertEquals(List.of(true, true), List.of(health.isDown(A), health.isUp(0)));
    for (int i = 0; i < 3; i++) {
      health.missed(B);
      health.missed(C);
    }
    assertEquals(List.of(), health.order(0, random));
    assertEquals(false, health.isUp(0));
    health.answered(C);
    assertEquals(List.of(List.of(C), true), List.of(health.order(0, random), health.isUp(0)));
    health.failed(C, 0);
    assertEquals(List.of(false, true), List.of(health.isUp(29_999), health.isUp(30_000)));
  }

  @Test
  void callsAtOnceAreLimited() {
    CallLimit limit = new CallLimit(2, 0);
    assertEquals(List.of(true, true, false),
        List.of(limit.enter(0), limit.enter(0), limit.enter(0)));
    limit.leave();
    assertEquals(List.of(true, false, 2), List.of(limit.enter(0), limit.enter(0), limit.calls()));
  }

  @Test
  void newCallsASecondAreLimited() {
    CallLimit limit = new CallLimit(0, 2);
    assertEquals(List.of(true, true, false, false, true, false, true, true, false),
        List.of(limit.enter(0), limit.enter(0), limit.enter(0), limit.enter(400), limit.enter(500),
            limit.enter(600), limit.enter(9000), limit.enter(9000), limit.enter(9000)));
  }

  @Test
  void aCarrierIsKnownByAddressAndTransport() {
    Trunks trunks = new Trunks(List.of(trunk("tls", List.of(), List.of("192.0.2.0/24"), "tls"),
        trunk("any", List.of(), List.of("192.0.2.7", "2001:db8::/32"), null),
        trunk("password", List.of(), null, null)));
    assertEquals(
        List.of(Optional.of("tls"), Optional.of("any"), Optional.empty(), Optional.of("any")),
        List.of(trunks.trunk(hop("192.0.2.7", "TLS"), TARGET),
            trunks.trunk(hop("192.0.2.7", "UDP"), TARGET),
            trunks.trunk(hop("192.0.2.8", "UDP"), TARGET),
            trunks.trunk(hop("2001:db8::5", "UDP"), TARGET)));
  }

  @Test
  void aTrunkThatMakesNoSenseIsRefusedAndNoneTellsItsPassword() {
    assertThrows(IllegalArgumentException.class, () -> trunk("", List.of(), null, null));
    assertThrows(IllegalArgumentException.class,
        () -> trunk("a", List.of(), List.of("example.org"), null));
    assertThrows(IllegalArgumentException.class, () -> new TrunkConfig.Host(" ", 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new TrunkConfig("t", List.of(A), null, null,
        null, null, true, null, null, null, 0, 0, null, 0, null));
    assertEquals("TrunkConfig[t]", trunk("t", List.of(), null, null).toString());
  }
}
