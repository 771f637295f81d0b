package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.inverse;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.Password;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever knows the tags of a call, and is not where its far end is. */
class FarEndTest {
  private static final String US = "sip:us@127.0.0.1";
  private static final String ELSEWHERE = "127.0.0.66";
  private TestPhones phones;

  @AfterEach
  void stop() {
    phones.close();
  }

  private void start(String sections) {
    phones = TestPhones.start("{" + sections + "}", new LocalBindings());
  }

  private SipPeer at(String address) {
    return SipPeer.udp(address, phones.port("UDP"));
  }

  /** The answer to an INVITE of the peer, which has been acknowledged. */
  private SipText talk(SipPeer peer, String... headers) {
    peer.send(withSdp(peer.request("INVITE", US, headers), OFFER));
    phones.ask(phones.call().callId(), new SipRequest.Accept(ANSWER));
    SipText ok = peer.hearFinal();
    peer.send(peer.request("ACK", US,
        dialog(ok, "CSeq: " + ok.header("CSeq").replace("INVITE", "ACK"))));
    return ok;
  }

  private static int ask(SipPeer peer, String method, SipText call, int number) {
    return peer.send(peer.request(method, US, dialog(call, "CSeq: " + number + " " + method)))
        .hearFinal().status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BYE", "INVITE", "UPDATE", "INFO", "REFER", "MESSAGE", "OPTIONS"})
  void fromElsewhereThereIsNoSuchCall(String method) {
    start("");
    try (SipPeer alice = at("127.0.0.1"); SipPeer other = at(ELSEWHERE)) {
      SipText call = talk(alice);
      assertEquals(481, ask(other, method, call, 9));
      assertEquals(1, phones.meter("voxbus.sip", "elsewhere"));
      assertEquals(200, ask(alice, "BYE", call, 2));
    }
  }

  @Test
  void anotherPortOfTheSameAddressIsWhatNatDoes() {
    start("");
    try (SipPeer alice = at("127.0.0.1"); SipPeer rebound = at("127.0.0.1")) {
      assertEquals(200, ask(rebound, "BYE", talk(alice), 2));
    }
  }

  @Test
  void whereAProxyOfTheRouteIsTheFarEndIsToo() {
    start("");
    try (SipPeer alice = at("127.0.0.1"); SipPeer proxy = at("127.0.0.3")) {
      SipText call = talk(alice, "Record-Route: <sip:127.0.0.3;lr>");
      assertEquals(200, ask(proxy, "BYE", call, 2));
    }
  }

  @Test
  void whoIsCalledMayAnswerFromWhereItsContactLeads() {
    start("");
    try (SipPeer bob = at("127.0.0.1");
        SipPeer desk = at("127.0.0.5");
        SipPeer other = at(ELSEWHERE)) {
      phones.dial("leg", bob);
      SipText invite = bob.hear();
      bob.send(withSdp(
          invite.answer(200, "OK", "b", "Contact: <sip:bob@" + desk.address() + ">"), ANSWER));
      assertEquals(new SipEvent.Answered(ANSWER), phones.told("leg"));
      String[] bye = inverse(invite, "b", "CSeq: 1 BYE");
      assertEquals(481, other.send(other.request("BYE", US, bye)).hearFinal().status());
      assertEquals("ACK", desk.hear().method());
      assertEquals(200, desk.send(desk.request("BYE", US, bye)).hearFinal().status());
      assertEquals(new SipEvent.HungUp(null, Map.of()), phones.told("leg"));
    }
  }

  @Test
  void aForgedCancelLeavesACallRinging() {
    start("");
    try (SipPeer alice = at("127.0.0.1"); SipPeer other = at(ELSEWHERE)) {
      String via = "Via: SIP/2.0/UDP " + alice.address() + ";rport;branch=z9hG4bK-known";
      String[] same = {via, "Call-ID: ringing", "From: <sip:a@a.test>;tag=a",
          "To: <sip:us@127.0.0.1>"};
      alice.send(withSdp(alice.request("INVITE", US, same), OFFER));
      phones.call();
      String cancel = alice.request("CANCEL", US, same).replace("1 INVITE", "1 CANCEL");
      assertEquals(481, other.send(cancel).hearFinal().status());
      assertEquals("200 1 CANCEL", line(alice.send(cancel).hearFinal()));
      assertEquals("487 1 INVITE", line(alice.hearFinal()));
    }
  }

  @Test
  void aForgedAckAcknowledgesNothing() {
    start("");
    try (SipPeer alice = at("127.0.0.1"); SipPeer other = at(ELSEWHERE)) {
      alice.send(withSdp(alice.request("INVITE", US), OFFER));
      phones.ask(phones.call().callId(), new SipRequest.Accept(ANSWER));
      SipText ok = alice.hearFinal();
      other.send(other.request("ACK", US, dialog(ok, "CSeq: 1 ACK")));
      assertEquals("200 1 INVITE", line(alice.hearFinal()), "it is sent again");
    }
  }

  @Test
  void aUserWhoHasMovedProvesHisPasswordOnce() {
    start("\"users\": {\"accounts\": [{\"name\": \"alice\", \"password\": \"secret\"},"
        + "{\"name\": \"mallory\", \"password\": \"own\"}]}");
    try (SipPeer alice = at("127.0.0.1");
        SipPeer moved = at("127.0.0.2");
        SipPeer other = at(ELSEWHERE)) {
      SipText asked = alice.send(withSdp(alice.request("INVITE", US, "Call-ID: moving"), OFFER))
          .hearFinal();
      SipText call = talk(alice, "Call-ID: moving", "CSeq: 2 INVITE",
          Password.prove(asked, "alice", "secret", US));
      assertEquals(481, proven(other, call, 8, "mallory", "own"));
      assertEquals(403, proven(other, call, 8, "alice", "guess"));
      assertEquals(200, proven(moved, call, 8, "alice", "secret"));
      assertEquals(200, ask(moved, "BYE", call, 9));
    }
  }

  /** An INFO that is asked for its password, and has it. */
  private static int proven(SipPeer peer, SipText call, int number, String user, String password) {
    SipText asked = peer
        .send(peer.request("INFO", US, dialog(call, "CSeq: " + number + " INFO"))).hearFinal();
    assertEquals(407, asked.status());
    return peer.send(peer.request("INFO", US, dialog(call, "CSeq: " + number + " INFO",
        Password.prove(asked, user, password, US)))).hearFinal().status();
  }

  @Test
  void aCarrierSpeaksFromAnyOfItsAddresses() {
    start("\"trunks\": [{\"name\": \"c\", \"hosts\": [{\"uri\": \"sip:127.0.0.1:9\"}],"
        + "\"options\": 0, \"addresses\": [\"127.0.0.0/29\"]}]");
    try (SipPeer first = at("127.0.0.1");
        SipPeer second = at("127.0.0.2");
        SipPeer other = at(ELSEWHERE)) {
      SipText call = talk(first);
      assertEquals(481, ask(other, "BYE", call, 2));
      assertEquals(200, ask(second, "BYE", call, 2));
    }
  }

  @Test
  void whoeverKnowsTheTagsIsBelievedWhereThatIsWanted() {
    start("\"calls\": {\"anywhere\": true}");
    try (SipPeer alice = at("127.0.0.1"); SipPeer other = at(ELSEWHERE)) {
      assertEquals(200, ask(other, "BYE", talk(alice), 2));
    }
  }

  private static String line(SipText answer) {
    return answer.status() + " " + answer.header("CSeq");
  }
}
