package io.voxbus.sip;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.Password;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jspecify.annotations.Nullable;
import java.io.IOException;

/** Our accounts at a registrar: at one that a test plays, and at our own. */
class RegistrationTest {
  private static final String CHALLENGE = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n1\","
      + " qop=\"auth\", algorithm=";
  private @Nullable TestPhones phones;

  @AfterEach
  void stop() {
    if (phones != null) {
      phones.close();
    }
  }

  private static String account(String server, String more) {
    return """
        {"register_users": [{"server": "%s", "username": "alice", "display_name": "Alice",
          "credential": {"username": "alice-auth", "password": "hush-hush"}}]%s}""".formatted(
        server,
        more);
  }

  private void start(String json) {
    phones = TestPhones.start(json, new LocalBindings());
  }

  private static void until(BooleanSupplier awaited) {
    for (long end = System.nanoTime() + 10_000_000_000L; !awaited.getAsBoolean();) {
      assertTrue(System.nanoTime() < end, "it never came true");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** The account as its meter names it is up. */
  private void untilUp(String account, double up) {
    until(() -> phones.meter("voxbus.registration.up", account) == up);
  }

  @ParameterizedTest
  @CsvSource({"MD5", "SHA-256"})
  void anAccountIsRegisteredByPasswordAndGivenBackAtTheEnd(String algorithm) {
    try (SipPeer carrier = SipPeer.udpServer()) {
      start(account(carrier.address(), ""));
      SipText first = carrier.hear();
      assertEquals(List.of("REGISTER sip:127.0.0.1 SIP/2.0", "\"Alice\" <sip:alice@127.0.0.1>",
          "300", "1 REGISTER"),
          List.of(first.startLine(), first.header("To"), first.header("Expires"),
              first.header("CSeq")));
      SipText challenge = SipText.parse(first.answer(401, "Prove It", "r", CHALLENGE + algorithm));
      carrier.send(challenge.toString());
      SipText second = carrier.hear();
      assertEquals(first.header("Call-ID") + " 2 REGISTER",
          second.header("Call-ID") + " " + second.header("CSeq"));
      assertProves(second, challenge);
      carrier.send(second.answer(200, "OK", "r",
          "Contact: " + second.header("Contact") + ";expires=60"));
      untilUp("alice@" + carrier.address(), 1);
      Thread ending = Thread.ofVirtual().start(phones::stop);
      SipText bye = carrier.hear();
      assertEquals(List.of("0", "3 REGISTER", second.header("Contact")),
          List.of(bye.header("Expires"), bye.header("CSeq"), bye.header("Contact")));
      assertTrue(bye.header("Authorization").contains("nc=00000002"), "the known nonce will do");
      assertTrue(ending.isAlive());
      carrier.send(bye.answer(200, "OK", "r"));
      untilUp("alice@" + carrier.address(), 0);
    }
  }

  private static void assertProves(SipText request, SipText challenge) {
    String given = request.header("Authorization");
    String cnonce = Password.value(given, "cnonce");
    assertEquals("alice-auth", Password.value(given, "username"));
    assertEquals(
        Password.response(challenge, "alice-auth", "hush-hush", "sip:127.0.0.1", "00000001",
            cnonce),
        Password.value(given, "response"));
  }

  @Test
  void aWrongPasswordIsNotTriedAgain() {
    try (SipPeer carrier = SipPeer.udpServer()) {
      start(account(carrier.address(), ""));
      carrier.send(carrier.hear().answer(401, "No", "r", CHALLENGE + "MD5"));
      carrier.send(carrier.hear().answer(401, "No", "r", CHALLENGE.replace("n1", "n2") + "MD5"));
      assertTrue(carrier.heardNothingBefore(carrier.request("OPTIONS", "sip:127.0.0.1")));
      untilUp("alice@" + carrier.address(), 0);
    }
  }

  @Test
  void whatIsTooBriefIsAskedForLongerAndWhatFailsAgain() {
    try (SipPeer carrier = SipPeer.udpServer()) {
      start(account(carrier.address(), ", \"registration\": {\"retryMin\": \"20ms\"}"));
      SipText first = carrier.hear();
      carrier.send(first.answer(423, "Interval Too Brief", "r", "Min-Expires: 900"));
      SipText longer = carrier.hear();
      assertEquals("900", longer.header("Expires"));
      carrier.send(longer.answer(503, "Down", "r"));
      SipText again = carrier.hear();
      assertEquals("900 3 REGISTER", again.header("Expires") + " " + again.header("CSeq"));
      carrier.send(again.answer(200, "OK", "r"));
      untilUp("alice@" + carrier.address(), 1);
      Thread.ofVirtual().start(phones::stop);
      carrier.send(carrier.hear().answer(403, "No", "r"));
      untilUp("alice@" + carrier.address(), 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"UDP", "TCP"})
  void callsForItComeInFromOurOwnRegistrarAndOthersDoNot(String transport) {
    LocalBindings bindings = new LocalBindings();
    try (TestPhones registrar = TestPhones.start("""
        {"users": {"accounts": [{"name": "alice-auth", "password": "hush-hush"}]},
          "dialPlan": "none", "auth": {"algorithms": ["SHA-256", "MD5"]}}""", bindings)) {
      String server = "sip:127.0.0.1:" + registrar.port(transport) + ";transport=" + transport;
      start(account(server, "").replace("\"username\": \"alice\"",
          "\"username\": \"alice-auth\""));
      until(() -> !await(bindings.find("alice-auth")).isEmpty());
      String contact = await(bindings.find("alice-auth")).getFirst().contact();
      registrar.dial("in", contact, null);
      CallSetup call = phones.call();
      phones.ask(call.callId(), new SipRequest.Accept(TestPhones.ANSWER));
      assertEquals(new SipEvent.Answered(TestPhones.ANSWER), registrar.told("in"));
      registrar.ask("in", new SipRequest.End(200, "", Map.of()));
      assertEquals(new SipEvent.HungUp(null, Map.of()), phones.told(call.callId()));
      try (SipPeer stranger = phones.peer("UDP")) {
        assertEquals(407,
            stranger.send(stranger.request("INVITE", contact.replaceAll(";line.*", "")))
                .hear().status());
        assertEquals(1, phones.meter("voxbus.sip", "challenged"));
      }
      phones.stop();
      assertEquals(List.of(), await(bindings.find("alice-auth")));
    }
  }

  @Test
  void thePasswordIsNeverTold() throws IOException {
    SipConfig config = io.voxbus.bus.Json.mapper().readValue(account("a.test", ""),
        SipConfig.class);
    assertEquals(false, config.toString().contains("hush-hush"));
  }
}
