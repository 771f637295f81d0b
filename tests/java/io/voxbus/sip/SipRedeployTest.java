package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.inverse;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** The telephone is replaced by its next version while something goes on. */
class SipRedeployTest {
  private @Nullable TestPhones started;

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private TestPhones start(String json) {
    started = TestPhones.start(json, new LocalBindings());
    return started;
  }

  private static void until(BooleanSupplier awaited) {
    for (long end = System.nanoTime() + 10_000_000_000L; !awaited.getAsBoolean();) {
      assertTrue(System.nanoTime() < end, "it never came true");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static String contact(SipPeer peer) {
    return "Contact: <sip:bob@" + peer.address() + ">";
  }

  /** A call of ours that was answered. */
  private static SipText talking(TestPhones phones, String leg, SipPeer bob) {
    phones.dial(leg, bob);
    SipText invite = bob.hear();
    take(phones, leg, bob, invite);
    return invite;
  }

  private static void take(TestPhones phones, String leg, SipPeer bob, SipText invite) {
    bob.send(withSdp(invite.answer(200, "OK", "b", contact(bob)), ANSWER));
    assertEquals(new SipEvent.Answered(ANSWER), phones.told(leg));
    assertEquals("ACK", bob.hear().method());
  }

  @Test
  void aCallGoesOnAndIsHungUpByEitherSide() {
    TestPhones phones = start("{}");
    try (SipPeer bob = phones.peer("UDP"); SipPeer eve = phones.peer("UDP")) {
      int port = phones.port("UDP");
      SipText invite = talking(phones, "theirs", bob);
      talking(phones, "ours", eve);
      IntSupplier old = phones.replace();
      assertEquals(List.of(port, 2), List.of(phones.port("UDP"), old.getAsInt()));
      phones.ask("ours", new SipRequest.Message("hi", "text/plain", Map.of()));
      SipText message = eve.hear();
      assertEquals("MESSAGE", message.method());
      eve.send(message.answer(200, "OK", "b"));
      phones.ask("ours", new SipRequest.End(200, "", Map.of()));
      SipText bye = eve.hear();
      assertEquals("BYE", bye.method());
      eve.send(bye.answer(200, "OK", "b"));
      bob.send(bob.request("BYE", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 7 BYE")));
      assertEquals(200, bob.hear().status());
      assertEquals(new SipEvent.HungUp(null, Map.of()), phones.told("theirs"));
      until(() -> old.getAsInt() == 0);
    }
  }

  @Test
  void aCallOfEitherSideGoesOnInTheNewOneAndIsHungUpByEitherSide() {
    TestPhones phones = start("{}");
    try (SipPeer bob = phones.peer("UDP"); SipPeer eve = phones.peer("TCP")) {
      talking(phones, "ours", bob);
      eve.send(withSdp(eve.request("INVITE", "sip:us@127.0.0.1"), OFFER));
      String theirs = phones.call().callId();
      phones.ask(theirs, new SipRequest.Accept(ANSWER));
      SipText taken = eve.hearFinal();
      eve.send(eve.request("ACK", "sip:us@127.0.0.1", dialog(taken, "CSeq: 1 ACK")));
      phones.kept(theirs);

      assertEquals(List.of(2, 2), List.of(phones.migrate(), phones.migrate()));

      phones.ask("ours", new SipRequest.Message("hi", "text/plain", Map.of()));
      SipText message = bob.hear();
      bob.send(message.answer(200, "OK", "b"));
      phones.ask("ours", new SipRequest.End(200, "", Map.of()));
      SipText bye = bob.hear();
      bob.send(bye.answer(200, "OK", "b"));
      eve.send(eve.request("BYE", "sip:us@127.0.0.1", dialog(taken, "CSeq: 2 BYE")));
      assertEquals(
          List.of("2 MESSAGE", "3 BYE", 200, new SipEvent.HungUp(null, Map.of())),
          List.of(message.header("CSeq"), bye.header("CSeq"), eve.hear().status(),
              phones.told(theirs)));
      until(() -> phones.open() == 0);
    }
  }

  /** What waits for an answer gets it, and what is not taken yet is. */
  @Test
  void whatIsInTheMiddleOfSomethingStaysUntilItIsOver() {
    TestPhones phones = start("{}");
    try (SipPeer bob = phones.peer("UDP"); SipPeer eve = phones.peer("UDP")) {
      phones.dial("rings", bob);
      SipText invite = bob.hear();
      talking(phones, "offers", eve);
      phones.ask("offers", new SipRequest.Reoffer(OFFER));
      SipText offer = eve.hear();
      assertEquals(0, phones.migrate());

      take(phones, "rings", bob, invite);
      eve.send(withSdp(offer.answer(200, "OK", "b", contact(eve)), ANSWER));
      assertEquals(new SipEvent.Reanswered(ANSWER), phones.told("offers"));
      assertEquals(List.of("ACK", 2, 2),
          List.of(eve.hear().method(), phones.move(), phones.open()));
    }
  }

  @Test
  void aCallThatTheNewOneCanNotReadStaysAsItWas() {
    TestPhones phones = start("{}");
    try (SipPeer eve = phones.peer("UDP")) {
      phones.dial("rings", eve);
      SipText invite = eve.hear();
      assertEquals(0, phones.migrate());
      take(phones, "rings", eve, invite);
      assertEquals(List.of(0, 0), List.of(phones.moveInVain(), phones.open()));
      phones.ask("rings", new SipRequest.Message("hi", "text/plain", Map.of()));
      SipText message = eve.hear();
      assertEquals("MESSAGE", message.method());
      eve.send(message.answer(200, "OK", "b"));
      until(() -> phones.move() == 1);
    }
  }

  /** With what was agreed, when it is due: the far end would hang up otherwise. */
  @Test
  void aSessionIsRefreshedInTimeByTheNewOne() {
    TestPhones phones = start("{\"calls\": {\"sessionSeconds\": 90}}");
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("long", bob);
      SipText invite = bob.hear();
      bob.send(withSdp(invite.answer(200, "OK", "b", contact(bob),
          "Session-Expires: 2;refresher=uac"), ANSWER));
      assertEquals(new SipEvent.Answered(ANSWER), phones.told("long"));
      assertEquals("ACK", bob.hear().method());
      assertEquals(1, phones.migrate());
      SipText refresh = bob.hear();
      assertEquals(List.of("2 INVITE", OFFER, "2;refresher=uac"),
          List.of(refresh.header("CSeq"), refresh.body(), refresh.header("Session-Expires")));
    }
  }

  @Test
  void aCallThatRingsIsAnsweredAndOneThatWaitsIsTaken() {
    TestPhones phones = start("{}");
    try (SipPeer bob = phones.peer("UDP"); SipPeer eve = phones.peer("UDP")) {
      phones.dial("rings", bob);
      SipText invite = bob.hear();
      bob.send(invite.answer(180, "Ringing", "b", contact(bob)));
      assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told("rings"));
      eve.send(withSdp(eve.request("INVITE", "sip:us@127.0.0.1"), OFFER));
      CallSetup waits = phones.call();
      phones.replace();
      take(phones, "rings", bob, invite);
      phones.ask(waits.callId(), new SipRequest.Accept(ANSWER));
      SipText taken = eve.hearFinal();
      assertEquals(200, taken.status());
      eve.send(eve.request("ACK", "sip:us@127.0.0.1", dialog(taken, "CSeq: 1 ACK")));
      eve.send(eve.request("BYE", "sip:us@127.0.0.1", dialog(taken, "CSeq: 2 BYE")));
      assertEquals(200, eve.hear().status());
    }
  }

  @Test
  void aCallerWhoGivesUpIsHeardByTheOldOne() {
    TestPhones phones = start("{}");
    try (SipPeer eve = phones.peer("UDP")) {
      String invite = withSdp(eve.request("INVITE", "sip:us@127.0.0.1"), OFFER);
      eve.send(invite);
      CallSetup waits = phones.call();
      IntSupplier old = phones.replace();
      SipText asked = SipText.parse(invite);
      eve.send(eve.request("CANCEL", "sip:us@127.0.0.1", "Via: " + asked.header("Via"),
          "From: " + asked.header("From"), "To: " + asked.header("To"),
          "Call-ID: " + asked.header("Call-ID"), "CSeq: 1 CANCEL"));
      assertEquals(new SipEvent.Cancelled(), phones.told(waits.callId()));
      until(() -> old.getAsInt() == 0);
    }
  }

  @Test
  void whatComesAfterItIsForTheNewOne() {
    TestPhones phones = start("{}");
    IntSupplier old = phones.replace();
    try (SipPeer bob = phones.peer("TCP"); SipPeer eve = phones.peer("UDP")) {
      talking(phones, "new", eve);
      bob.send(withSdp(bob.request("INVITE", "sip:us@127.0.0.1"), OFFER));
      assertEquals(OFFER, phones.call().option().offer());
      assertEquals(0, old.getAsInt());
    }
  }

  @Test
  void aPhoneTakesOverACallOfTheOldOne() {
    TestPhones phones = start("{}");
    try (SipPeer bob = phones.peer("UDP"); SipPeer desk = phones.peer("UDP")) {
      SipText invite = talking(phones, "pickup", bob);
      phones.replace();
      desk.send(withSdp(desk.request("INVITE", "sip:us@127.0.0.1", "Require: replaces",
          "Replaces: " + invite.header("Call-ID") + ";to-tag=" + invite.parameter("From", "tag")
              + ";from-tag=b"),
          OFFER));
      assertEquals(new SipEvent.Reoffered(OFFER), phones.told("pickup"));
      phones.ask("pickup", new SipRequest.Reanswer(ANSWER));
      assertEquals(200, desk.hearFinal().status());
      assertEquals("BYE", bob.hear().method());
    }
  }

  @Test
  void aCarrierSeesTheSameTelephoneAndItIsGivenBackOnlyAtTheEnd() {
    try (SipPeer carrier = SipPeer.udpServer()) {
      TestPhones phones = start("""
          {"register_users": [{"server": "%s", "username": "alice"}]}"""
          .formatted(carrier.address()));
      SipText first = carrier.hear();
      carrier.send(first.answer(200, "OK", "r", "Contact: " + first.header("Contact")
          + ";expires=300"));
      until(() -> phones.meter("voxbus.registration.up",
          "alice@" + carrier.address()) == 1);
      phones.replace();
      SipText second = carrier.hear();
      carrier.send(second.answer(200, "OK", "r", "Contact: " + second.header("Contact")
          + ";expires=300"));
      assertEquals(
          List.of("REGISTER", "2 REGISTER", "300", first.header("Contact"),
              first.header("Call-ID")),
          List.of(second.method(), second.header("CSeq"), second.header("Expires"),
              second.header("Contact"), second.header("Call-ID")));
      assertEquals(1, phones.meter("voxbus.registration.up",
          "alice@" + carrier.address()));
      Thread ending = Thread.startVirtualThread(phones::stop);
      SipText last = carrier.hear();
      carrier.send(last.answer(200, "OK", "r"));
      assertEquals("3 REGISTER 0", last.header("CSeq") + " " + last.header("Expires"));
      until(() -> !ending.isAlive());
    }
  }

  @Test
  void theCallsOfATrunkAreCountedOverAllVersions() throws Exception {
    try (SipPeer carrier = SipPeer.udpServer()) {
      java.nio.file.Path plan = java.nio.file.Files.createTempFile("plan", ".yaml");
      java.nio.file.Files.writeString(plan, "rules: [{ prefix: \"0\", trunks: [a] }]");
      TestPhones phones = start("""
          {"dialPlan": "%s", "trunks": [{"name": "a", "hosts": [{"uri": "sip:%s"}],
            "options": 0, "max_calls": 1}]}""".formatted(plan, carrier.address()));
      phones.dial("one", "01", null);
      take(phones, "one", carrier, carrier.hear());
      assertEquals(1, phones.migrate());
      phones.until("voxbus.trunk.calls", "a", 1);
      phones.replace();
      assertEquals(1, phones.meter("voxbus.trunk.calls", "a"));
      assertNotEquals(200, phones.cannotDial("02", null).code());
      phones.ask("one", new SipRequest.End(200, "", Map.of()));
      SipText bye = carrier.hear();
      carrier.send(bye.answer(200, "OK", "b"));
      until(() -> phones.meter("voxbus.trunk.calls", "a") == 0);
      java.nio.file.Files.delete(plan);
    }
  }
}
