package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.inverse;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Json;
import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dialog that one node has begun goes on at another. */
class ContinuationTest {
  private static final String MOVED = OFFER.replace("4000", "6000");

  @TempDir
  private Path folder;
  private TestPhones first;
  private TestPhones second;

  @BeforeEach
  void start() {
    first = TestPhones.start();
    second = TestPhones.start();
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  @Test
  void aCallOfOursGoesOn() throws Exception {
    try (SipPeer bob = SipPeer.udpServer()) {
      SipText invite = talking("out", bob);
      SipDialog kept = travelled(first.kept("out"));
      first.stop();
      TestStack.await(second.resume("out", kept));
      assertEquals(0, bob.waiting(), "nothing is sent before it is wanted");
      SipText again = moved("out", bob);
      assertEquals(invite.header("Call-ID"), again.header("Call-ID"));
      assertEquals(invite.header("From"), again.header("From"));
      assertEquals(invite.header("To") + ";tag=b", again.header("To"));
      assertTrue(number(again) > number(invite), again.header("CSeq"));
      assertEquals("INVITE sip:peer@" + bob.address() + " SIP/2.0", again.startLine());
      assertEquals("<sip:alice@127.0.0.1:" + second.port("UDP") + ">", again.header("Contact"));
      bob.send(bob.request("BYE", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 1 BYE")));
      assertEquals(200, bob.hearFinal().status());
      assertEquals(new SipEvent.HungUp(null, Map.of()), second.told("out"));
    }
  }

  @Test
  void aCallThatCameInGoesOnByItsProxiesAndEndsByUs() throws Exception {
    try (SipPeer caller = SipPeer.following(first.port("UDP"))) {
      String proxies = "Record-Route: <sip:" + caller.address() + ";lr;p=2>,<sip:127.0.0.9;lr>";
      caller.send(withSdp(caller.request("INVITE", "sip:us@127.0.0.1", proxies), OFFER));
      String leg = first.call().callId();
      first.ask(leg, new SipRequest.Accept(ANSWER));
      SipText taken = caller.hearFinal();
      caller.send(caller.request("ACK", "sip:us@127.0.0.1", dialog(taken, "CSeq: 1 ACK")));
      SipDialog kept = travelled(first.kept(leg));
      assertEquals(List.of("sip:" + caller.address() + ";lr;p=2", "sip:127.0.0.9;lr"),
          kept.route());
      first.stop();
      TestStack.await(second.resume(leg, kept));
      SipText again = moved(leg, caller);
      assertEquals(taken.header("To"), again.header("From"));
      assertEquals(taken.header("From"), again.header("To"));
      assertTrue(again.header("Route").contains(caller.address()), again.header("Route"));
      second.ask(leg, new SipRequest.End(200, "", Map.of()));
      SipText bye = caller.hear();
      assertEquals("BYE", bye.method());
      assertTrue(number(bye) > number(again), bye.header("CSeq"));
      caller.send(bye.answer(200, "OK", "b"));
    }
  }

  @Test
  void aFarEndThatKnowsNoSuchDialogHasLostIt() throws Exception {
    try (SipPeer bob = SipPeer.udpServer()) {
      talking("gone", bob);
      SipDialog kept = first.kept("gone");
      first.stop();
      TestStack.await(second.resume("gone", kept));
      second.ask("gone", new SipRequest.Reoffer(MOVED));
      bob.send(bob.hear().answer(481, "Gone", "b"));
      assertEquals(new SipEvent.Lost(481, "the far end is not there any more"),
          second.told("gone"));
    }
  }

  /** The far end may have heard our last numbers, which the other node does not know. */
  @Test
  void whatTheFarEndAsksAgainAfterItHasAskedTheOtherNodeIsOld() throws Exception {
    try (SipPeer bob = SipPeer.udpServer()) {
      SipText invite = talking("old", bob);
      first.kept("old");
      bob.send(bob.request("OPTIONS", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 7 OPTIONS")));
      assertEquals(200, bob.hearFinal().status());
      SipDialog kept = first.kept("old");
      assertEquals(7, kept.remote().number());
      first.stop();
      TestStack.await(second.resume("old", kept));
      moved("old", bob);
      bob.send(bob.request("OPTIONS", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 6 OPTIONS")));
      assertEquals(500, bob.hearFinal().status());
      bob.send(bob.request("OPTIONS", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 8 OPTIONS")));
      assertEquals(200, bob.hearFinal().status());
      assertEquals(8, second.kept("old").remote().number() + 1);
    }
  }

  @Test
  void aCallThatMovesAndComesBackIsTheSame() throws Exception {
    try (SipPeer bob = SipPeer.udpServer()) {
      SipText invite = talking("back", bob);
      SipDialog kept = first.kept("back");
      first.ask("back", new SipRequest.Leave("n2"));
      TestStack.await(second.resume("back", kept));
      moved("back", bob);
      second.kept("back");
      SipDialog later = second.kept("back");
      second.ask("back", new SipRequest.Leave("n1"));
      TestStack.await(first.resume("back", later));
      first.ask("back", new SipRequest.Reoffer(OFFER));
      SipText again = bob.hear();
      assertTrue(number(again) > later.local().number(), again.header("CSeq"));
      bob.send(withSdp(again.answer(200, "OK", "b", contact(bob)), ANSWER));
      assertEquals("ACK", bob.hear().method());
      bob.send(bob.request("BYE", "sip:us@127.0.0.1", inverse(invite, "b", "CSeq: 1 BYE")));
      assertEquals(200, bob.hearFinal().status());
    }
  }

  /** It is taken back and called anew there: whoever takes it all the same is let go. */
  @Test
  void aCallThatRingsAndMovesIsOverHere() {
    try (SipPeer bob = SipPeer.udpServer()) {
      first.dial("rings", bob);
      SipText invite = bob.hear();
      bob.send(invite.answer(180, "Ringing", "b", contact(bob)));
      assertEquals(new SipEvent.Progress(180, "Ringing", null), first.told("rings"));
      first.ask("rings", new SipRequest.Leave("n2"));
      bob.send(withSdp(invite.answer(200, "OK", "b", contact(bob)), ANSWER));
      assertEquals("ACK", bob.hear().method());
      SipText bye = bob.hear();
      assertEquals("BYE", bye.method());
      bob.send(bye.answer(200, "OK", "b"));
    }
  }

  @Test
  void aCallThatNobodyElseTakesStays() {
    try (SipPeer bob = SipPeer.udpServer()) {
      SipText invite = talking("stays", bob);
      SipDialog kept = first.kept("stays");
      first.ask("stays", new SipRequest.Leave("n2"));
      TestStack.await(first.resume("stays", kept));
      first.ask("stays", new SipRequest.Reoffer(MOVED));
      SipText again = bob.hear();
      assertEquals(number(invite) + 1, number(again));
      bob.send(withSdp(again.answer(200, "OK", "b", contact(bob)), ANSWER));
      assertEquals(new SipEvent.Reanswered(ANSWER), first.told("stays"));
    }
  }

  /** Both count the calls of their own and of the other node for a trunk that takes one. */
  @Test
  void aCallThroughACarrierCountsWhereItGoesOn() {
    try (SipPeer carrier = SipPeer.udpServer();
        TestPhones before = withTrunk(carrier);
        TestPhones after = withTrunk(carrier)) {
      before.dial("counted", "030123", null);
      SipText invite = carrier.hear();
      carrier.send(withSdp(invite.answer(200, "OK", "b", contact(carrier)), ANSWER));
      assertEquals(new SipEvent.Answered(ANSWER), before.told("counted"));
      assertEquals("ACK", carrier.hear().method());
      SipDialog kept = before.kept("counted");
      before.ask("counted", new SipRequest.Leave("n2"));
      before.until("voxbus.trunk.calls", "a", 0);
      TestStack.await(before.resume("counted", kept));
      before.until("voxbus.trunk.calls", "a", 1);
      before.ask("counted", new SipRequest.Leave("n2"));
      before.until("voxbus.trunk.calls", "a", 0);
      TestStack.await(after.resume("counted", kept));
      after.until("voxbus.trunk.calls", "a", 1);
      assertEquals("no trunk left: a is full", after.cannotDial("030124", null).getMessage());
      after.ask("counted", new SipRequest.End(200, "", Map.of()));
      carrier.send(carrier.hear().answer(200, "OK", "b"));
      after.until("voxbus.trunk.calls", "a", 0);
      after.dial("next", "030124", null);
      assertEquals("INVITE", carrier.hear().method());
    }
  }

  private TestPhones withTrunk(SipPeer carrier) {
    try {
      Path plan = Files.writeString(folder.resolve("plan.yaml"),
          "rules: [{ prefix: \"0\", trunks: [a], send: \"+49$rest\" }]\n");
      return TestPhones.start("{\"dialPlan\": \"" + plan + "\", \"trunks\": [{\"name\": \"a\","
          + "\"hosts\": [{\"uri\": \"sip:" + carrier.address() + "\"}], \"options\": 0,"
          + "\"maxCalls\": 1}]}", new LocalBindings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anInviteThatRingsIsTakenBackByAnotherNode() throws Exception {
    try (SipPeer bob = SipPeer.udpServer()) {
      first.dial("rings", bob);
      SipText invite = bob.hear();
      bob.send(invite.answer(180, "Ringing", "b", contact(bob)));
      SipInvite kept = Json.mapper().readValue(Json.text(first.invited()), SipInvite.class);
      first.stop();
      TestStack.await(second.withdraw(kept));
      SipText cancel = bob.hear();
      assertEquals(invite.startLine().replace("INVITE", "CANCEL"), cancel.startLine());
      assertEquals("1 CANCEL", cancel.header("CSeq"));
      for (String same : List.of("Via", "From", "To", "Call-ID")) {
        assertEquals(invite.header(same), cancel.header(same));
      }
      bob.send(cancel.answer(200, "OK", "b"));
      assertEquals("CANCEL", bob.hear().method(), "it is repeated, as nobody hears an answer");
    }
  }

  private SipText talking(String leg, SipPeer bob) {
    first.dial(leg, bob);
    SipText invite = bob.hear();
    bob.send(withSdp(invite.answer(200, "OK", "b", contact(bob)), ANSWER));
    assertEquals(new SipEvent.Answered(ANSWER), first.told(leg));
    assertEquals("ACK", bob.hear().method());
    return invite;
  }

  private SipText moved(String leg, SipPeer peer) {
    second.ask(leg, new SipRequest.Reoffer(MOVED));
    SipText again = peer.hear();
    assertEquals("INVITE " + MOVED, again.method() + " " + again.body());
    peer.send(withSdp(again.answer(200, "OK", "b", contact(peer)), ANSWER));
    assertEquals(new SipEvent.Reanswered(ANSWER), second.told(leg));
    assertEquals("ACK", peer.hear().method());
    return again;
  }

  private static SipDialog travelled(SipDialog kept) throws Exception {
    return Json.mapper().readValue(Json.text(kept), SipDialog.class);
  }

  private static long number(SipText message) {
    return Long.parseLong(message.header("CSeq").split(" ", 2)[0]);
  }

  private static String contact(SipPeer peer) {
    return "Contact: <sip:peer@" + peer.address() + ">";
  }
}
