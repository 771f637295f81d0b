package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Json;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call that has come in at one node and is answered by another. */
class HearingTest {
  private static final String US = "sip:us@127.0.0.1";

  private TestPhones first;
  private TestPhones second;
  private SipPeer caller;
  private String invite;
  private SipText ringing;

  @BeforeEach
  void start() {
    first = TestPhones.start();
    second = TestPhones.start();
    caller = SipPeer.following(first.port("UDP"));
  }

  @AfterEach
  void stop() {
    caller.close();
    first.close();
    second.close();
  }

  @Test
  void itIsTakenThereUnderTheSameTagAndGoesOn() throws Exception {
    String leg = moved();
    second.ask(leg, new SipRequest.Accept(ANSWER));
    SipText taken = caller.hearFinal();
    assertEquals(200, taken.status());
    assertEquals(ANSWER, taken.body());
    for (String same : new String[]{"Via", "From", "To", "Call-ID", "CSeq"}) {
      assertEquals(ringing.header(same), taken.header(same));
    }
    assertEquals("<sip:127.0.0.1:" + second.port("UDP") + ">", taken.header("Contact"));
    caller.send(caller.request("ACK", US, dialog(taken, "CSeq: 1 ACK")));
    second.kept(leg);
    caller.send(caller.request("BYE", US, dialog(taken, "CSeq: 2 BYE")));
    assertEquals(200, caller.hearFinal().status());
    assertEquals(new SipEvent.HungUp(null, Map.of()), second.told(leg));
  }

  @Test
  void itsAnswerIsRepeatedUntilItIsAcknowledged() throws Exception {
    second.ask(moved(), new SipRequest.Accept(ANSWER));
    SipText taken = caller.hearFinal();
    assertEquals(taken.startLine() + taken.header("To"),
        caller.hear().startLine() + taken.header("To"), "RFC 3261 section 13.3.1.4");
    caller.send(caller.request("ACK", US, dialog(taken, "CSeq: 1 ACK")));
  }

  @Test
  void itIsRefusedThere() throws Exception {
    second.ask(moved(), new SipRequest.End(486, "Busy Here", Map.of()));
    SipText refused = caller.hearFinal();
    assertEquals(486, refused.status());
    assertEquals(ringing.header("To"), refused.header("To"));
  }

  @Test
  void itsCancelIsKnownThere() throws Exception {
    String leg = moved();
    caller.send(invite.replace("INVITE", "CANCEL"));
    assertEquals("200 487", caller.hearFinal().status() + " " + caller.hearFinal().status());
    assertEquals(new SipEvent.Cancelled(), second.told(leg));
  }

  @Test
  void aCancelThatComesBeforeItsCallWaitsForIt() throws Exception {
    String leg = called();
    SipWaiting kept = travelled(first.waiting(leg));
    first.stop();
    try (TestPhones survivor = TestPhones.survivor();
        SipPeer early = SipPeer.udp(survivor.port("UDP"))) {
      survivor.lose("n0");
      early.send(invite.replace("INVITE", "CANCEL"));
      assertTrue(early.heardNothingBefore(early.request("OPTIONS", US)), "it waits");
      TestStack.await(survivor.hear(leg, kept));
      assertEquals(200, early.hearFinal().status());
      assertEquals(487, caller.hearFinal().status());
      assertEquals(new SipEvent.Cancelled(), survivor.told(leg));
    }
  }

  @Test
  void aCancelOfWhatNobodyHasIsUnknown() {
    try (TestPhones survivor = TestPhones.survivor();
        SipPeer early = SipPeer.udp(survivor.port("UDP"))) {
      assertEquals(481, early.send(early.request("CANCEL", US)).hearFinal().status());
    }
  }

  @Test
  void itsRepetitionIsNoOtherCallThere() throws Exception {
    String leg = moved();
    caller.send(withSdp(invite, OFFER));
    second.ask(leg, new SipRequest.Ring(null));
    assertEquals(180, caller.hearFinal().status());
    assertEquals(0, second.waitingCalls());
  }

  @Test
  void itMayMoveOnceMore() throws Exception {
    String leg = moved();
    SipWaiting kept = travelled(second.waiting(leg));
    second.stop();
    try (TestPhones third = TestPhones.start()) {
      TestStack.await(third.hear(leg, kept));
      third.ask(leg, new SipRequest.Accept(ANSWER));
      SipText taken = caller.hearFinal();
      assertEquals("200 " + ringing.header("To"), taken.status() + " " + taken.header("To"));
      caller.send(caller.request("ACK", US, dialog(taken, "CSeq: 1 ACK")));
    }
  }

  /** Its caller has repeated it to an address that has moved, before the call did. */
  @Test
  void oneThatIsAnotherCallThereByNowIsNotHeard() throws Exception {
    String leg = called();
    SipWaiting kept = travelled(first.waiting(leg));
    first.stop();
    try (SipPeer moved = SipPeer.udp(second.port("UDP"))) {
      moved.send(withSdp(invite, OFFER));
      second.call();
      assertThrows(AssertionError.class, () -> TestStack.await(second.hear(leg, kept)));
    }
  }

  @Test
  void oneByAConnectionEndsWithItsNode() {
    try (SipPeer alice = SipPeer.tcp(first.port("TCP"))) {
      alice.send(withSdp(alice.request("INVITE", US), OFFER));
      String leg = first.call().callId();
      first.ask(leg, new SipRequest.End(486, "Busy Here", Map.of()));
      assertEquals(486, alice.hearFinal().status());
      assertTrue(first.keptNothing(leg));
    }
  }

  private String called() {
    invite = caller.request("INVITE", US, "X-A: 1");
    caller.send(withSdp(invite, OFFER));
    String leg = first.call().callId();
    first.ask(leg, new SipRequest.Ring(null));
    ringing = caller.hearFinal();
    assertEquals(180, ringing.status());
    return leg;
  }

  private String moved() throws Exception {
    String leg = called();
    SipWaiting kept = travelled(first.waiting(leg));
    first.stop();
    TestStack.await(second.hear(leg, kept));
    assertEquals(100, caller.hear().status());
    return leg;
  }

  private static SipWaiting travelled(SipWaiting kept) throws Exception {
    return Json.mapper().readValue(Json.text(kept), SipWaiting.class);
  }
}
