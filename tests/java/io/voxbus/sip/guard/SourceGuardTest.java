package io.voxbus.sip.guard;

import static io.voxbus.sip.guard.SourceGuard.Answer.ALLOWED;
import static io.voxbus.sip.guard.SourceGuard.Answer.BANNED;
import static io.voxbus.sip.guard.SourceGuard.Answer.DENIED;
import static io.voxbus.sip.guard.SourceGuard.Answer.TOO_FAST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.protocol.api.Seconds;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceGuardTest {
  private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");

  private static SourceGuard guard(List<String> allow, List<String> deny, List<String> trust) {
    return new SourceGuard(new GuardConfig(allow, deny, trust, 10, 3, 2, new Seconds(1000),
        new Seconds(5000), 4, null, null));
  }

  private final SourceGuard guard = guard(null, null, null);

  @Test
  void aSourceMaySendABurstAndThenAtItsRate() {
    assertEquals(List.of(ALLOWED, ALLOWED, ALLOWED, TOO_FAST, ALLOWED, TOO_FAST, ALLOWED),
        List.of(guard.ask(A, 0), guard.ask(A, 0), guard.ask(A, 0), guard.ask(A, 50),
            guard.ask(A, 200), guard.ask(A, 201), guard.ask(B, 201)));
  }

  @Test
  void whoeverFailsTooOftenIsBannedForAWhile() {
    guard.failed(A, 0);
    assertEquals(ALLOWED, guard.ask(A, 0));
    guard.failed(A, 500);
    assertEquals(List.of(BANNED, BANNED, ALLOWED, ALLOWED), List.of(guard.ask(A, 500),
        guard.ask(A, 5499), guard.ask(A, 5500), guard.ask(B, 500)));
  }

  @Test
  void oldFailuresAreForgiven() {
    guard.failed(A, 0);
    guard.failed(A, 1001);
    assertEquals(ALLOWED, guard.ask(A, 1001));
  }

  @Test
  void trustedSourcesAreNeverStopped() {
    SourceGuard trusting = guard(null, null, List.of("192.0.2.0/24"));
    trusting.ban(A, 0);
    assertEquals(List.of(ALLOWED),
        IntStream.range(0, 50).mapToObj(i -> trusting.ask(A, 0)).distinct().toList());
  }

  @Test
  void networksAreAllowedAndDenied() {
    SourceGuard some = guard(List.of("192.0.2.0/31"), List.of("192.0.2.1"), null);
    assertEquals(List.of(ALLOWED, DENIED, DENIED),
        List.of(some.ask(InetAddress.ofLiteral("192.0.2.0"), 0), some.ask(A, 0), some.ask(B, 0)));
  }

  @Test
  void ipv6SourcesAreOneByTheirNetwork() {
    guard.ban(InetAddress.ofLiteral("2001:db8::1"), 0);
    assertEquals(List.of(BANNED, ALLOWED),
        List.of(guard.ask(InetAddress.ofLiteral("2001:db8::ffff"), 0),
            guard.ask(InetAddress.ofLiteral("2001:db8:0:1::1"), 0)));
  }

  @Test
  void strangersDoNotFillTheMemory() {
    for (int i = 0; i < 1000; i++) {
      guard.ask(InetAddress.ofLiteral("198.51." + i / 256 + "." + i % 256), 0);
      assertTrue(guard.size() <= 5);
    }
  }

  @Test
  void bansOutliveAFloodOfOthers() {
    guard.ban(A, 0);
    for (int i = 0; i < 100; i++) {
      guard.ask(InetAddress.ofLiteral("198.51.100." + i), i);
    }
    assertEquals(BANNED, guard.ask(A, 100));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/8,10.255.1.2,true", "10.0.0.0/8,11.0.0.0,false",
      "192.0.2.128/25,192.0.2.127,false", "192.0.2.128/25,192.0.2.200,true",
      "0.0.0.0/0,1.2.3.4,true", "::/0,1.2.3.4,false", "2001:db8::/33,2001:db8:7fff::1,true",
      "2001:db8::/33,2001:db8:8000::1,false", "192.0.2.7,192.0.2.7,true"})
  void aNetworkContainsItsAddresses(String network, String address, boolean contained) {
    assertEquals(contained, Cidr.of(network).contains(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "::/129", "example.org", "10.0.0.0/-1", "10.0.0.0/x"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Cidr.of(text));
  }
}
