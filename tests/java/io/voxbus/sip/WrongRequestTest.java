package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.OFFER;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.CallSetup;
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

/** Requests that are for no call, or not for this one. */
class WrongRequestTest {
  private static TestPhones phones;

  @BeforeAll
  static void start() {
    phones = TestPhones.start();
  }

  @AfterAll
  static void stop() {
    phones.close();
  }

  @ParameterizedTest
  @CsvSource({"BYE,tag=b,tag=wrong", "BYE,tag=wrong,tag=a", "INVITE,tag=b,tag=wrong",
      "INVITE,tag=wrong,tag=a", "CANCEL,'',tag=a", "UPDATE,tag=wrong,tag=a",
      "REFER,tag=wrong,tag=a", "INFO,tag=b,tag=wrong"})
  void whoeverDoesNotKnowTheTagsDoesNotTouchACall(String method, String to, String from) {
    String id = "Call-ID: forged-" + List.of(method, to, from).hashCode();
    try (SipPeer alice = phones.peer("UDP"); SipPeer other = phones.peer("UDP")) {
      CallSetup call = calledBy(alice, "From: <sip:peer@127.0.0.1>;tag=a", id);
      phones.ask(call.callId(), new SipRequest.Accept(ANSWER));
      SipText ok = alice.hearFinal();
      String ours = ok.parameter("To", "tag");
      List<String> dialog = List.of(id, "To: " + ok.header("To"),
          "From: <sip:peer@127.0.0.1>;tag=a");
      alice.send(alice.request("ACK", "sip:us@127.0.0.1",
          dialog.get(0), dialog.get(1), dialog.get(2), "CSeq: 1 ACK"));
      SipText answer = other.send(other.request(method, "sip:us@127.0.0.1", id,
          "To: <sip:us@127.0.0.1>" + (to.isEmpty() ? "" : ";" + to.replace("tag=b", "tag=" + ours)),
          "From: <sip:peer@127.0.0.1>;" + from, "CSeq: " + (to.isEmpty() ? 1 : 9) + " " + method,
          "Refer-To: <sip:x@127.0.0.1>")).hearFinal();
      assertEquals(481, answer.status());
      assertEquals(200, alice.send(alice.request("BYE", "sip:us@127.0.0.1",
          dialog.get(0), dialog.get(1), dialog.get(2), "CSeq: 2 BYE")).hear().status());
      assertEquals(481, alice.send(alice.request("BYE", "sip:us@127.0.0.1",
          dialog.get(0), dialog.get(1), dialog.get(2), "CSeq: 3 BYE")).hear().status());
    }
  }

  @Test
  void anInviteWhoseBodyIsNoSdpIsRefusedWithTheReason() {
    try (SipPeer alice = phones.peer("UDP")) {
      alice.send(
          TestPhones.with(alice.request("INVITE", "sip:us@127.0.0.1"), "application/sdp", "hello"));
      SipText answer = alice.hearFinal();
      assertEquals(List.of(400, "399 voxbus \"the body is no SDP\"",
          "SIP;cause=400;text=\"the body is no SDP\""),
          List.of(answer.status(), answer.header("Warning"), answer.header("Reason")));
    }
  }

  @Test
  void everyRequestMayNeedWhatWeDoNotHave() {
    try (SipPeer alice = phones.peer("UDP")) {
      SipText answer = alice.send(alice.request("OPTIONS", "sip:us@127.0.0.1",
          "Require: foo, 100rel, bar")).hear();
      assertEquals("420 foo,bar", answer.status() + " " + answer.header("Unsupported"));
    }
  }

  @Test
  void aNameThatShouldBeQuotedIsForgiven() {
    try (SipPeer alice = phones.peer("UDP")) {
      assertEquals(200, alice.send(alice.request("OPTIONS", "sip:us@127.0.0.1",
          "From: Bell, Alexander <sip:bell@127.0.0.1>;tag=43",
          "To: Watson, Thomas <sip:watson@127.0.0.1>")).hear().status());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"text/plain|406", "''|406", "application/sdp;level=1|480",
      "text/plain, */*|480", "application/*;q=0.5|480"})
  void whoseAnswerWouldNotBeUnderstoodIsToldSo(String accept, int code) {
    try (TestPhones full = TestPhones.start(); SipPeer alice = SipPeer.udp(full.port("UDP"))) {
      full.refuse(new Fault(480, "away"));
      alice.send(withSdp(alice.request("INVITE", "sip:us@127.0.0.1", "Accept: " + accept), OFFER));
      assertEquals(code, alice.hearFinal().status());
    }
  }

  @Test
  void applicationsAreToldTheHeadersAsTheyWereSent() {
    try (SipPeer alice = phones.peer("UDP")) {
      String via = "Via: SIP/2.0/UDP " + alice.address() + ";branch=z9hG4bK-as-vb-sent";
      CallSetup call = calledBy(alice, via, "Call-ID: told", "X-Order: 7");
      assertEquals(List.of(via.substring(5) + ";received=127.0.0.1", "7"),
          List.of(call.incoming().headers().get("Via"), call.incoming().headers().get("X-Order")));
      phones.ask(call.callId(), new SipRequest.End(480, "", Map.of()));
      assertEquals(480, alice.hearFinal().status());
    }
  }

  private static CallSetup calledBy(SipPeer alice, String... headers) {
    alice.send(withSdp(alice.request("INVITE", "sip:us@127.0.0.1", headers), OFFER));
    return phones.call();
  }
}
