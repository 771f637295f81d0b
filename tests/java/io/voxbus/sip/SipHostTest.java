package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.inverse;
import static io.voxbus.sip.TestPhones.with;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Telephone calls on real sockets, between a phone and what a call sees of it. */
class SipHostTest {
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
  void aCallOfOursRingsIsAnsweredAndHungUpByUs() {
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("out", bob);
      SipText invite = bob.hear();
      assertEquals(OFFER, invite.body());
      assertEquals("<sip:alice@a.test>", invite.header("From").replaceAll(";.*", ""));
      assertTrue(invite.header("Contact").contains("alice@127.0.0.1:" + phones.port("UDP")));
      bob.send(invite.answer(180, "Ringing", "b", contact(bob)));
      assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told("out"));
      bob.send(withSdp(invite.answer(200, "OK", "b", contact(bob)), ANSWER));
      assertEquals(new SipEvent.Answered(ANSWER), phones.told("out"));
      assertEquals("ACK", bob.hear().method());
      phones.ask("out", new SipRequest.End(200, "", Map.of("X-Why", "done")));
      SipText bye = bob.hear();
      assertEquals("BYE done", bye.method() + " " + bye.header("X-Why"));
      bob.send(bye.answer(200, "OK", "b"));
    }
  }

  @Test
  void theFarEndHangsUp() {
    try (SipPeer bob = phones.peer("UDP")) {
      SipText invite = talking("hung", bob);
      bob.send(bob.request("BYE", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 7 BYE",
          "X-Id: 5", "Reason: SIP;cause=200")));
      assertEquals(200, bob.hear().status());
      assertEquals(new SipEvent.HungUp("SIP;cause=200",
          Map.of("x-id", "5", "reason", "SIP;cause=200")), phones.told("hung"));
    }
  }

  @Test
  void aRefusalIsAcknowledged() {
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("busy", bob);
      bob.send(bob.hear().answer(486, "Busy Here", "b"));
      assertEquals(new SipEvent.Refused(486, "Busy Here"), phones.told("busy"));
      assertEquals("ACK", bob.hear().method());
    }
  }

  @Test
  void weGiveUp() {
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("given-up", bob);
      SipText invite = bob.hear();
      bob.send(invite.answer(180, "Ringing", "b", contact(bob)));
      phones.told("given-up");
      phones.ask("given-up", new SipRequest.End(603, "", Map.of()));
      SipText cancel = bob.hear();
      assertEquals("CANCEL " + invite.header("Via"), cancel.method() + " " + cancel.header("Via"));
      bob.send(cancel.answer(200, "OK", "b"));
      bob.send(invite.answer(487, "Request Terminated", "b"));
      assertEquals("ACK", bob.hear().method());
    }
  }

  @ParameterizedTest
  @CsvSource({"401,WWW-Authenticate,Authorization", "407,Proxy-Authenticate,Proxy-Authorization"})
  void anAccountIsProvenOnce(int code, String challenge, String proof) {
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("digest" + code, "sip:bob@" + bob.address(),
          new SipOption("alice", "secret", null, null, null, null, null, null));
      String asks = challenge + ": Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=MD5";
      SipText first = bob.hear();
      bob.send(first.answer(code, "Prove it", "b", asks));
      assertEquals("ACK", bob.hear().method());
      SipText second = bob.hear();
      assertEquals("2 INVITE", second.header("CSeq"));
      assertTrue(second.header(proof).contains("username=\"alice\""));
      bob.send(second.answer(code, "Prove it", "c", asks.replace("n1", "n2")));
      assertEquals(new SipEvent.Refused(code, "Prove it"), phones.told("digest" + code));
    }
  }

  @Test
  void withoutAnAccountAChallengeIsARefusal() {
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("stranger", bob);
      bob.send(bob.hear().answer(401, "Prove it", "b",
          "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", stale=true"));
      assertEquals(new SipEvent.Refused(401, "Prove it"), phones.told("stranger"));
    }
  }

  @Test
  void aRedirectionIsFollowed() {
    try (SipPeer bob = phones.peer("UDP"); SipPeer carol = phones.peer("UDP")) {
      phones.dial("moved", bob);
      SipText asked = bob.hear();
      bob.send(asked.answer(302, "Moved", "b", "Contact: <sip:carol@" + carol.address() + ">"));
      SipText invite = carol.hear();
      assertEquals(asked.header("From") + asked.header("Call-ID") + "2 INVITE", // section 8.1.3.4
          invite.header("From") + invite.header("Call-ID") + invite.header("CSeq"));
      assertEquals("INVITE sip:carol@" + carol.address() + " SIP/2.0", invite.startLine());
      carol.send(withSdp(invite.answer(200, "OK", "c", contact(carol)), ANSWER));
      assertEquals(new SipEvent.Answered(ANSWER), phones.told("moved"));
      assertEquals("ACK", carol.hear().method());
    }
  }

  @Test
  void reliableProgressIsAcknowledged() {
    try (SipPeer bob = phones.peer("UDP")) {
      phones.dial("reliable", bob);
      SipText invite = bob.hear();
      bob.send(withSdp(invite.answer(183, "Progress", "b", contact(bob), "Require: 100rel",
          "RSeq: 42"), ANSWER));
      assertEquals(new SipEvent.Progress(183, "Progress", ANSWER), phones.told("reliable"));
      SipText prack = bob.hear();
      assertEquals("PRACK 42 1 INVITE", prack.method() + " " + prack.header("RAck"));
      bob.send(prack.answer(200, "OK", "b"));
      bob.send(invite.answer(200, "OK", "b", contact(bob)));
      assertEquals(new SipEvent.Answered(ANSWER), phones.told("reliable"));
    }
  }

  @Test
  void whoCannotBeReachedRefuses() {
    phones.dial("nobody", "sip:bob@127.0.0.1:1;transport=tcp", null);
    assertEquals(503, ((SipEvent.Refused) phones.told("nobody")).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mailto:a@b", "sip:", "sip:a@b\r\nX: y", "sip:a@b?Subject=x"})
  void whatIsNoAddressIsNotCalled(String uri) {
    assertEquals(400, phones.cannotDial(uri, null).code());
  }

  @ParameterizedTest
  @CsvSource({"Via,x", "X-A,'a\r\nb'", "'X A',b", "Contact,<sip:a@b>"})
  void aHeaderThatCouldBeAMessageOfItsOwnIsNotSent(String name, String value) {
    SipOption sip = new SipOption(null, null, null, Map.of(name, value), null, null, null, null);
    assertEquals(400, phones.cannotDial("sip:bob@127.0.0.1:9", sip).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP"})
  void aCallComesInRingsAndIsTaken(String transport) {
    try (SipPeer alice = phones.peer(transport)) {
      CallSetup call = calledBy(alice, "Call-ID: taken-" + transport, "X-Order: 7");
      assertEquals(
          List.of("sip:peer@127.0.0.1", "sip:us@127.0.0.1", OFFER, "7"),
          List.of(call.option().caller(), call.option().callee(), call.incoming().offer(),
              call.incoming().headers().get("X-Order")));
      assertTrue(call.callId().matches("[A-Za-z0-9._-]+"), "it goes into a URL");
      phones.ask(call.callId(), new SipRequest.Ring(null));
      assertEquals(180, alice.hearFinal().status());
      phones.ask(call.callId(), new SipRequest.Accept(ANSWER));
      SipText ok = alice.hearFinal();
      assertEquals("200 " + ANSWER, ok.status() + " " + ok.body());
      alice.send(alice.request("ACK", "sip:us@127.0.0.1", dialog(ok, "CSeq: 1 ACK")));
      alice.send(alice.request("BYE", "sip:us@127.0.0.1", dialog(ok, "CSeq: 2 BYE")));
      assertEquals(200, alice.hear().status());
      assertEquals(new SipEvent.HungUp(null, Map.of()), phones.told(call.callId()));
    }
  }

  @Test
  void theCallerGivesUp() {
    try (SipPeer alice = phones.peer("UDP")) {
      String invite = withSdp(alice.request("INVITE", "sip:us@127.0.0.1"), OFFER);
      alice.send(invite);
      CallSetup call = phones.call();
      String cancel = invite.substring(0, invite.indexOf("Content-Type"))
          .replace("INVITE sip:", "CANCEL sip:").replace("1 INVITE", "1 CANCEL")
          + "Content-Length: 0\r\n\r\n";
      alice.send(cancel);
      assertEquals(new SipEvent.Cancelled(), phones.told(call.callId()));
      assertEquals(List.of(200, 487),
          List.of(alice.hearFinal().status(), alice.hearFinal().status()));
    }
  }

  @Test
  void earlyMediaIsAcknowledgedBeforeTheAnswer() {
    try (SipPeer alice = phones.peer("UDP")) {
      CallSetup call = calledBy(alice, "Supported: 100rel", "Call-ID: early");
      phones.ask(call.callId(), new SipRequest.Ring(ANSWER));
      SipText progress = alice.hearFinal();
      assertEquals("183 " + ANSWER, progress.status() + " " + progress.body());
      phones.ask(call.callId(), new SipRequest.Accept(ANSWER));
      alice.send(alice.request("PRACK", "sip:us@127.0.0.1", dialog(progress, "CSeq: 2 PRACK",
          "RAck: " + progress.header("RSeq") + " 1 INVITE")));
      assertEquals("200 2 PRACK", line(alice.hearFinal()));
      assertEquals("200 1 INVITE", line(alice.hearFinal()));
    }
  }

  @Test
  void withoutAnOfferOursIsAnsweredByTheAck() {
    try (SipPeer alice = phones.peer("UDP")) {
      alice.send(alice.request("INVITE", "sip:us@127.0.0.1", "Call-ID: late"));
      CallSetup call = phones.call();
      assertEquals(null, call.incoming().offer());
      phones.ask(call.callId(), new SipRequest.Accept(OFFER));
      SipText ok = alice.hearFinal();
      assertEquals(OFFER, ok.body());
      alice.send(withSdp(alice.request("ACK", "sip:us@127.0.0.1", dialog(ok, "CSeq: 1 ACK")),
          ANSWER));
      assertEquals(new SipEvent.Answered(ANSWER), phones.told(call.callId()));
    }
  }

  @Test
  void changesInBothDirections() {
    try (SipPeer bob = phones.peer("UDP")) {
      SipText invite = talking("changes", bob);
      String hold = OFFER + "a=sendonly\r\n";
      bob.send(withSdp(bob.request("INVITE", "sip:us@127.0.0.1",
          inverse(invite, "b", "CSeq: 7 INVITE")), hold));
      assertEquals(new SipEvent.Reoffered(hold), phones.told("changes"));
      phones.ask("changes", new SipRequest.Reanswer(ANSWER));
      SipText ok = bob.hearFinal();
      assertEquals("200 7 INVITE " + ANSWER, line(ok) + " " + ok.body());
      bob.send(bob.request("ACK", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 7 ACK")));
      phones.ask("changes", new SipRequest.Reoffer(hold));
      SipText reinvite = bob.hear();
      assertEquals("INVITE " + hold, reinvite.method() + " " + reinvite.body());
      bob.send(withSdp(reinvite.answer(200, "OK", "b", contact(bob)), ANSWER));
      assertEquals(new SipEvent.Reanswered(ANSWER), phones.told("changes"));
      assertEquals("ACK", bob.hear().method());
    }
  }

  @Test
  void digitsMessagesAndTransfers() {
    try (SipPeer bob = phones.peer("UDP")) {
      SipText invite = talking("talk", bob);
      bob.send(with(bob.request("INFO", "sip:us@127.0.0.1",
          inverse(invite, "b", "CSeq: 7 INFO")), "application/dtmf-relay", "Signal=5\r\n"));
      assertEquals("200 7 INFO", line(bob.hear()));
      assertEquals(new SipEvent.Dtmf("5"), phones.told("talk"));
      phones.ask("talk", new SipRequest.Message("hi", "text/plain", Map.of("X-A", "1")));
      SipText message = bob.hear();
      assertEquals("MESSAGE hi 1",
          message.method() + " " + message.body() + " " + message.header("X-A"));
      bob.send(message.answer(200, "OK", "b"));
      bob.send(bob.request("REFER", "sip:us@127.0.0.1",
          inverse(invite, "b", "CSeq: 8 REFER", "Refer-To: <sip:carol@127.0.0.1>")));
      assertEquals("202 8 REFER", line(bob.hear()));
      SipText notify = bob.hear();
      assertEquals("NOTIFY SIP/2.0 100 Trying\r\n", notify.method() + " " + notify.body());
      assertEquals(new SipEvent.TransferAsked("sip:carol@127.0.0.1", null), phones.told("talk"));
      phones.ask("talk", new SipRequest.Transfer("sip:dave@127.0.0.1", null));
      bob.send(notify.answer(481, "Subscription Does Not Exist", "b")); // the dialog goes on
      SipText refer = bob.hear();
      assertEquals("<sip:dave@127.0.0.1>", refer.header("Refer-To"));
      bob.send(refer.answer(202, "Accepted", "b"));
      bob.send(with(bob.request("NOTIFY", "sip:us@127.0.0.1", inverse(invite, "b",
          "CSeq: 9 NOTIFY", "Event: refer", "Subscription-State: active")),
          "message/sipfrag;version=2.0", "SIP/2.0 200 OK\r\n"));
      assertEquals(new SipEvent.TransferProgress(200, "OK"), phones.told("talk"));
    }
  }

  @Test
  void theFarEndIsAskedToTakeOverTheDialogOfAnotherLeg() {
    try (SipPeer bob = phones.peer("UDP"); SipPeer carol = phones.peer("UDP")) {
      talking("main", bob);
      SipText consulted = talking("second", carol);
      phones.ask("main", new SipRequest.Transfer("sip:carol@127.0.0.1", "second"));
      SipText refer = bob.hear();
      assertEquals(
          "<sip:peer@" + carol.address() + "?Replaces=" + consulted.header("Call-ID")
              + "%3Bto-tag%3Db%3Bfrom-tag%3D" + consulted.parameter("From", "tag") + ">",
          refer.header("Refer-To"));
      phones.ask("main", new SipRequest.Transfer("sip:carol@127.0.0.1", "nobody"));
      assertEquals(481, ((SipEvent.TransferProgress) phones.told("main")).code());
    }
  }

  @ParameterizedTest
  @CsvSource({"Require: foo,420,Unsupported,foo",
      "Content-Type: text/plain,415,Accept,application/sdp",
      "'Session-Expires: 30',422,Min-SE,90"})
  void whatWeCannotDoIsRefusedBeforeThereIsACall(String header, int code, String told,
      String value) {
    try (SipPeer alice = phones.peer("UDP")) {
      String plain = alice.request("INVITE", "sip:us@127.0.0.1", "Supported: timer",
          header.startsWith("Content-Type") ? "X-A: 1" : header);
      alice.send(header.startsWith("Content-Type")
          ? with(plain, "text/plain", "hi")
          : withSdp(plain, OFFER));
      SipText answer = alice.hearFinal();
      assertEquals(code + " " + value, answer.status() + " " + answer.header(told));
    }
  }

  @Test
  void optionsAreAnsweredAndStrangersInADialogAreNot() {
    try (SipPeer alice = phones.peer("UDP"); SipPeer safe = phones.peer("TCP")) {
      SipText options = safe.send(safe.request("OPTIONS", "sip:us@127.0.0.1")).hear();
      assertEquals("200 application/sdp", options.status() + " " + options.header("Accept"));
      SipText bare = alice.send(alice.request("OPTIONS", "sip:us@127.0.0.1")).hear();
      assertEquals(List.of(200, List.of()), List.of(bare.status(), bare.all("Allow")),
          "whoever it was sent by gets no more than he sent");
      SipText bye = alice.send(alice.request("BYE", "sip:us@127.0.0.1",
          "To: <sip:us@127.0.0.1>;tag=nobody")).hear();
      assertEquals(481, bye.status());
      assertEquals(405, alice
          .send(alice.request("PUBLISH", "sip:us@127.0.0.1", "Event: presence")).hear().status());
      assertEquals(400,
          alice.send(alice.request("PUBLISH", "sip:us@127.0.0.1")).hear().status());
    }
  }

  @Test
  void whatEndsACallHasNoHeadersSmuggledIn() {
    try (SipPeer bob = phones.peer("UDP"); SipPeer alice = phones.peer("UDP")) {
      talking("smuggler", bob);
      phones.ask("smuggler", new SipRequest.End(200, "",
          Map.of("X-Why", "a\r\nX-B: c", "Via", "x", "X Y", "z", "X-Ok", "yes")));
      SipText bye = bob.hear();
      assertEquals("BYE yes", bye.method() + " " + bye.header("X-Ok"));
      assertEquals(List.of(), List.of(bye.all("X-B"), bye.all("X-Why"), bye.all("X Y")).stream()
          .flatMap(List::stream).toList());
      bob.send(bye.answer(200, "OK", "b"));
      phones.ask(calledBy(alice).callId(),
          new SipRequest.End(486, "No\r\nX-B: c", Map.of()));
      assertEquals("SIP/2.0 486 No X-B: c", alice.hearFinal().startLine());
    }
  }

  @Test
  void aNodeWithoutCallsForItRefuses() {
    try (TestPhones full = TestPhones.start(); SipPeer alice = SipPeer.udp(full.port("UDP"))) {
      full.refuse(Fault.unavailable("full"));
      alice.send(withSdp(alice.request("INVITE", "sip:us@127.0.0.1"), OFFER));
      assertEquals(503, alice.hearFinal().status());
    }
  }

  private static CallSetup calledBy(SipPeer alice, String... headers) {
    alice.send(withSdp(alice.request("INVITE", "sip:us@127.0.0.1", headers), OFFER));
    return phones.call();
  }

  /** Our INVITE, answered and acknowledged. */
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
