package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An INVITE that takes over the dialog of another phone (RFC 3891). */
class ReplacementTest {
  private static TestPhones phones;

  @BeforeAll
  static void start() {
    phones = TestPhones.start();
  }

  @AfterAll
  static void stop() {
    phones.close();
  }

  @Test
  void anotherPhoneTakesOverACallAndTheOneThatHadItIsHungUp() {
    try (SipPeer bob = phones.peer("UDP"); SipPeer desk = phones.peer("UDP")) {
      SipText invite = talking("pickup", bob);
      desk.send(withSdp(desk.request("INVITE", "sip:us@127.0.0.1", "Require: replaces",
          "Replaces: " + invite.header("Call-ID") + ";to-tag=" + invite.parameter("From", "tag")
              + ";from-tag=b"),
          OFFER));
      assertEquals(new SipEvent.Reoffered(OFFER), phones.told("pickup"));
      phones.ask("pickup", new SipRequest.Reanswer(ANSWER));
      SipText taken = desk.hearFinal();
      assertEquals("200 " + ANSWER, taken.status() + " " + taken.body());
      SipText bye = bob.hear();
      assertEquals("BYE", bye.method());
      bob.send(bye.answer(200, "OK", "b"));
      desk.send(desk.request("ACK", "sip:us@127.0.0.1", dialog(taken, "CSeq: 1 ACK")));
      desk.send(desk.request("OPTIONS", "sip:us@127.0.0.1", dialog(taken, "CSeq: 2 OPTIONS")));
      assertEquals("200 2 OPTIONS", line(desk.hear()), "the ACK has come before it");
      phones.ask("pickup", new SipRequest.Message("hi", "text/plain", Map.of()));
      assertEquals("MESSAGE", desk.hear().method());
      desk.send(desk.request("BYE", "sip:us@127.0.0.1", dialog(taken, "CSeq: 3 BYE")));
      assertEquals(new SipEvent.HungUp(null, Map.of()), phones.told("pickup"));
    }
  }

  @Test
  void aCallKeepsItsPhoneWhenTheMediaCannotAgreeWithTheOther() {
    try (SipPeer bob = phones.peer("UDP"); SipPeer desk = phones.peer("UDP")) {
      SipText invite = talking("kept", bob);
      desk.send(withSdp(desk.request("INVITE", "sip:us@127.0.0.1",
          "Replaces: " + invite.header("Call-ID") + ";to-tag=" + invite.parameter("From", "tag")
              + ";from-tag=b"),
          OFFER));
      phones.told("kept");
      phones.ask("kept", new SipRequest.RefuseReoffer(488, "no codec"));
      assertEquals(488, desk.hearFinal().status());
      phones.ask("kept", new SipRequest.Message("hi", "text/plain", Map.of()));
      assertEquals("MESSAGE", bob.hear().method());
    }
  }

  @Test
  void aCallThatIsNotThereCannotBeTakenOver() {
    try (SipPeer desk = phones.peer("UDP")) {
      desk.send(withSdp(desk.request("INVITE", "sip:us@127.0.0.1",
          "Replaces: nothing;to-tag=a;from-tag=b"), OFFER));
      assertEquals(481, desk.hearFinal().status());
    }
  }

  private static SipText talking(String leg, SipPeer bob) {
    phones.dial(leg, bob);
    SipText invite = bob.hear();
    bob.send(withSdp(invite.answer(200, "OK", "b", contact(bob)), ANSWER));
    assertEquals(new SipEvent.Answered(ANSWER), phones.told(leg));
    assertEquals("ACK", bob.hear().method());
    return invite;
  }

  private static String contact(SipPeer peer) {
    return "Contact: <sip:peer@" + peer.address() + ">";
  }

  private static String line(SipText answer) {
    return answer.status() + " " + answer.header("CSeq");
  }
}
