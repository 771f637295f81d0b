package io.voxbus.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of ours through carriers that tests play. */
class TrunkCallTest {
  @TempDir
  private Path folder;
  private final SipPeer first = SipPeer.udpServer();
  private final SipPeer second = SipPeer.udpServer();
  private TestPhones phones;

  @AfterEach
  void stop() {
    phones.close();
    first.close();
    second.close();
  }

  /** With trunks a and b at the two peers; {@code more} are further keys of a. */
  private void start(String more) {
    start("sip:" + first.address(), more, "\"options\": 0");
  }

  private void start(String server, String more, String moreOfB) {
    try {
      Path plan = Files.writeString(folder.resolve("plan.yaml"), """
          rules:
            - { prefix: "0", trunks: [a, b], send: "+49$rest" }
            - { number: "#1", trunks: [b, none] }
          """);
      phones = TestPhones.start("""
          {"dialPlan": "%s", "trunks": [
            {"name": "a", "hosts": [{"uri": "%s"}], "options": 0 %s},
            {"name": "b", "hosts": [{"uri": "sip:%s"}], %s}]}""".formatted(plan, server,
          more.isEmpty() ? "" : ", " + more, second.address(), moreOfB), new LocalBindings());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier awaited) {
    for (long end = System.nanoTime() + 10_000_000_000L; !awaited.getAsBoolean();) {
      assertTrue(System.nanoTime() < end, "it never came true");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static String contact(SipPeer peer) {
    return "Contact: <sip:gw@" + peer.address() + ">";
  }

  private void take(String leg, SipPeer carrier, SipText invite) {
    carrier.send(
        TestPhones.withSdp(invite.answer(200, "OK", "b", contact(carrier)), TestPhones.ANSWER));
    assertEquals(new SipEvent.Answered(TestPhones.ANSWER), phones.told(leg));
    assertEquals("ACK", carrier.hear().method());
  }

  private void hangUp(String leg, SipPeer carrier) {
    phones.ask(leg, new SipRequest.End(200, "", Map.of()));
    SipText bye = carrier.hear();
    assertEquals("BYE", bye.method());
    carrier.send(bye.answer(200, "OK", "b"));
  }

  @Test
  void aCarrierIsCalledAsItWantsToBe() {
    start("\"username\": \"u\", \"password\": \"p\", \"domain\": \"carrier.test\","
        + "\"caller\": \"+4930\", \"headers\": {\"P-Asserted-Identity\": \"<sip:+4930@c.test>\"}");
    phones.dial("leg", "030123",
        new SipOption("mine", "x", null, Map.of("X-Id", "7"), null, null, null, null));
    SipText invite = first.hear();
    assertEquals(
        List.of("INVITE sip:+4930123@" + first.address() + " SIP/2.0",
            "<sip:+4930@carrier.test>", "<sip:+4930@c.test>", "7"),
        List.of(invite.startLine(), invite.header("From").replaceAll(";.*", ""),
            invite.header("P-Asserted-Identity"), invite.header("X-Id")));
    first.send(invite.answer(407, "Prove It", "b",
        "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256"));
    assertEquals("ACK", first.hear().method());
    SipText proven = first.hear();
    assertTrue(proven.header("Proxy-Authorization").contains("username=\"u\""));
    take("leg", first, proven);
    assertEquals(1, phones.meter("voxbus.trunk.calls", "a"));
    hangUp("leg", first);
    until(() -> phones.meter("voxbus.trunk.calls", "a") == 0);
    assertEquals(1, phones.meter("voxbus.trunk.results", "answered"));
  }

  @Test
  void callsGoThroughTheProxiesThatTheRegistrarNames() {
    start("\"username\": \"u\", \"password\": \"p\", \"register\": true");
    SipText register = first.hear();
    assertEquals("REGISTER", register.method());
    String edge = "<sip:" + second.address() + ";lr>";
    first.send(register.answer(200, "OK", "r",
        "Contact: " + register.header("Contact") + ";expires=60",
        "Service-Route: " + edge + ", <sip:core.carrier.test;lr>"));
    until(() -> phones.meter("voxbus.registration.up", "a") == 1);
    phones.dial("leg", "030123", null);
    SipText invite = second.hear();
    assertEquals(
        List.of("INVITE sip:+4930123@" + first.address() + " SIP/2.0",
            edge + ",<sip:core.carrier.test;lr>"),
        List.of(invite.startLine(), invite.header("Route")));
    take("leg", second, invite);
    hangUp("leg", second);
  }

  @ParameterizedTest
  @CsvSource({"sip:alice@a.test,sip:alice@", "+4930,sip:+4930@", "'',sip:u@",
      "'\"A\" <sip:bob@a.test>',sip:bob@"})
  void theCallerIsWhomTheCallSays(String caller, String from) {
    start("\"username\": \"u\"");
    phones.dial("leg", "030123", caller, null);
    SipText invite = first.hear();
    assertEquals("<" + from + "127.0.0.1>", invite.header("From").replaceAll(";.*", ""));
    first.send(invite.answer(404, "Not Found", "b"));
    assertEquals(new SipEvent.Refused(404, "Not Found"), phones.told("leg"));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 503, 504})
  void whatACarrierCannotDoTheNextOneDoes(int code) {
    start("");
    phones.dial("leg", "030123", null);
    SipText invite = first.hear();
    first.send(invite.answer(code, "Trouble", "b"));
    assertEquals("ACK", first.hear().method());
    SipText again = second.hear();
    assertEquals("INVITE sip:+4930123@" + second.address() + " SIP/2.0", again.startLine());
    assertEquals(List.of(invite.header("Call-ID"), "1 INVITE"),
        List.of(again.header("Call-ID"), again.header("CSeq")));
    assertNotEquals(invite.parameter("From", "tag"), again.parameter("From", "tag"));
    take("leg", second, again);
    assertEquals(List.of(0.0, 1.0), List.of(phones.meter("voxbus.trunk.calls", "a"),
        phones.meter("voxbus.trunk.calls", "b")));
    hangUp("leg", second);
  }

  @ParameterizedTest
  @CsvSource({"486,Busy Here", "404,Not Found", "603,Decline"})
  void whatTheCalleeSaysStands(int code, String reason) {
    start("");
    phones.dial("leg", "030123", null);
    first.send(first.hear().answer(code, reason, "b"));
    assertEquals(new SipEvent.Refused(code, reason), phones.told("leg"));
    until(() -> phones.meter("voxbus.trunk.calls", "a") == 0);
    assertEquals(0, second.waiting());
  }

  @Test
  void afterItRangTheCallStaysWhereItIs() {
    start("");
    phones.dial("leg", "030123", null);
    SipText invite = first.hear();
    first.send(invite.answer(180, "Ringing", "b", contact(first)));
    assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told("leg"));
    first.send(invite.answer(500, "Trouble", "b"));
    assertEquals(new SipEvent.Refused(500, "Trouble"), phones.told("leg"));
  }

  @ParameterizedTest
  @ValueSource(ints = {180, 200})
  void aSilentCarrierIsPassedOverAndWhatItSaysLaterIsEnded(int late) {
    start("\"timeout\": \"500ms\""); // so long a busy machine may take to send an INVITE
    phones.dial("leg", "030123", null);
    SipText invite = first.hear();
    take("leg", second, second.hear());
    first.send(late == 180
        ? invite.answer(180, "Ringing", "l", contact(first))
        : TestPhones.withSdp(invite.answer(200, "OK", "l", contact(first)), TestPhones.ANSWER));
    SipText next = first.hear();
    while (next.method().equals("INVITE")) {
      next = first.hear();
    }
    assertEquals(late == 180 ? "CANCEL" : "ACK", next.method());
    if (late == 200) {
      assertEquals("BYE", first.hear().method());
    }
    hangUp("leg", second);
  }

  /** It would come 1500 ms after it was sent at first (RFC 3261 section 17.1.1.2). */
  @Test
  void whatASilentCarrierWasSentIsNotSentAgain() {
    start("\"timeout\": \"600ms\"");
    phones.dial("leg", "030123", null);
    SipText invite = first.hear();
    take("leg", second, second.hear());
    while (first.waiting() > 0) {
      first.hear(); // that of 500 ms
    }
    assertTrue(first.hearsNothingFor(1_500), "the INVITE is repeated");
    first.send(invite.answer(180, "Ringing", "l", contact(first)));
    assertEquals("CANCEL", first.hear().method());
    hangUp("leg", second);
  }

  @ParameterizedTest
  @ValueSource(ints = {180, 200})
  void whatTheLastCarrierSaysTooLateIsEnded(int late) {
    start("\"timeout\": \"500ms\"");
    phones.dial("leg", "030123", null);
    first.send(first.hear().answer(503, "Trouble", "b"));
    SipText invite = second.hear();
    second.send(invite.answer(500, "Trouble", "b"));
    phones.told("leg");
    phones.dial("silent", "030124", null);
    phones.told("silent");
    SipText next = second.hear();
    while (next.header("Call-ID").equals(invite.header("Call-ID"))) {
      next = second.hear();
    }
    second.send(late == 180
        ? next.answer(180, "Ringing", "l", contact(second))
        : TestPhones.withSdp(next.answer(200, "OK", "l", contact(second)), TestPhones.ANSWER));
    SipText end = second.hear();
    while (end.method().equals("INVITE")) {
      end = second.hear();
    }
    assertEquals(late == 180 ? "CANCEL" : "ACK", end.method());
    if (late == 200) {
      assertEquals("BYE", second.hear().method());
    }
  }

  @Test
  void whoCannotBeReachedIsPassedOver() {
    start("sip:127.0.0.1:1;transport=tcp", "", "\"options\": 0");
    phones.dial("leg", "030123", null);
    take("leg", second, second.hear());
    hangUp("leg", second);
  }

  @Test
  void whenNobodyIsLeftThatIsToldAndWhy() {
    start("\"maxCalls\": 1");
    phones.dial("one", "030123", null);
    SipText invite = first.hear();
    phones.dial("two", "030124", null);
    second.send(second.hear().answer(503, "Full", "b"));
    assertEquals(new SipEvent.Refused(503, "no trunk left: a is full, b says 503 Full"),
        phones.told("two"));
    take("one", first, invite);
    hangUp("one", first);
    until(() -> phones.meter("voxbus.trunk.calls", "a") == 0);
    phones.dial("three", "030125", null);
    assertEquals("INVITE sip:+4930125@" + first.address() + " SIP/2.0",
        first.hear().startLine());
  }

  /** Of two nodes it is this one that counts the calls of trunk a. */
  @Test
  void theCallsOfAnotherNodeFillATrunkUntilItIsLost() {
    start("\"maxCalls\": 1");
    phones.tell("a", "n2", 1);
    phones.dial("one", "030123", null);
    second.send(second.hear().answer(503, "Full", "b"));
    assertEquals(new SipEvent.Refused(503, "no trunk left: a is full, b says 503 Full"),
        phones.told("one"));
    phones.lose("n2");
    phones.dial("two", "030124", null);
    assertEquals("INVITE sip:+4930124@" + first.address() + " SIP/2.0",
        first.hear().startLine());
  }

  @Test
  void callsASecondAreLimited() {
    start("\"callsPerSecond\": 1");
    phones.dial("one", "030123", null);
    first.send(first.hear().answer(404, "Not Found", "b"));
    phones.told("one");
    phones.dial("two", "030124", null);
    assertEquals("INVITE sip:+4930124@" + second.address() + " SIP/2.0",
        second.hear().startLine());
  }

  @Test
  void whoHangsUpWhileTheNextOneIsTriedIsNotConnected() {
    start("\"timeout\": \"500ms\""); // so long a busy machine may take to send an INVITE
    phones.dial("leg", "030123", null);
    first.hear();
    SipText invite = second.hear();
    second.send(invite.answer(180, "Ringing", "b", contact(second)));
    assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told("leg"));
    phones.ask("leg", new SipRequest.End(603, "", Map.of()));
    SipText cancel = second.hear();
    assertEquals("CANCEL", cancel.method());
    second.send(cancel.answer(200, "OK", "b"));
    second.send(invite.answer(487, "Request Terminated", "b"));
    until(() -> phones.meter("voxbus.trunk.calls", "b") == 0);
  }

  @Test
  void aCarrierThatDoesNotSayThatItIsAliveIsDownUntilItDoes() {
    start("sip:" + first.address(), "",
        "\"options\": \"50ms\", \"failures\": 2, \"timeout\": \"40ms\"");
    assertEquals("OPTIONS sip:" + second.address() + " SIP/2.0", second.hear().startLine());
    until(() -> phones.meter("voxbus.trunk.up", "b") == 0);
    assertEquals("no trunk left: b is down", phones.cannotDial("#1", null).getMessage());
    Thread alive = Thread.ofVirtual().start(() -> {
      while (phones.meter("voxbus.trunk.up", "b") == 0) {
        second.send(second.hear().answer(404, "Nobody", "o"));
      }
    });
    until(() -> phones.meter("voxbus.trunk.up", "b") == 1);
    assertTrue(alive.isAlive() || phones.meter("voxbus.trunk.up", "b") == 1);
  }

  @Test
  void aNumberWithAHashGoesOutEscaped() {
    start("");
    phones.dial("leg", "#1", null);
    assertEquals("INVITE sip:%231@" + second.address() + " SIP/2.0", second.hear().startLine());
  }

  @Test
  void aHeaderThatCannotBeSentGivesTheRoomBack() {
    start("\"maxCalls\": 1");
    SipOption bad = new SipOption(null, null, null, Map.of("Via", "x"), null, null, null, null);
    assertEquals(400, phones.cannotDial("030123", bad).code());
    until(() -> phones.meter("voxbus.trunk.calls", "a") == 0);
  }
}
