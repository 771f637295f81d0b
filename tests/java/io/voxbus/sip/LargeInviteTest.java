package io.voxbus.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.stack.ListenConfig;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An INVITE that is too large for UDP (RFC 3261 section 18.1.1), to an address that names no transport. */
class LargeInviteTest {
  private final SipPeer tcp = SipPeer.tcpServer();
  private final SipPeer udp = SipPeer.udpServer("127.0.0.1", tcp.port());
  private TestPhones phones = TestPhones.start();

  @AfterEach
  void stop() {
    phones.close();
    tcp.close();
    udp.close();
  }

  private void dial() {
    phones.dial("large", "sip:bob@" + udp.address(), new SipOption("alice", "secret", null,
        Map.of("X-One", "x".repeat(700), "X-Two", "x".repeat(700)), null, null, null, null));
  }

  private String via(String transport) {
    return "SIP/2.0/" + transport + " 127.0.0.1:" + phones.port(transport) + ";";
  }

  @Test
  void itGoesByTcpWithoutChangingWhereWeAreReached() {
    dial();
    SipText invite = tcp.hear();
    assertTrue(invite.header("Via").startsWith(via("TCP")), invite.header("Via"));
    assertEquals("<sip:alice@127.0.0.1:" + phones.port("UDP") + ">", invite.header("Contact"));
    tcp.send(invite.answer(401, "Prove it", "b",
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=MD5"));
    assertEquals("ACK", tcp.hear().method());
    SipText proven = tcp.hear();
    assertEquals("2 INVITE", proven.header("CSeq"));
    tcp.send(TestPhones.withSdp(proven.answer(200, "OK", "b",
        "Contact: <sip:bob@" + tcp.address() + ";transport=tcp>"), TestPhones.ANSWER));
    assertEquals(new SipEvent.Answered(TestPhones.ANSWER), phones.told("large"));
    assertEquals("ACK", tcp.hear().method());
    phones.ask("large", new SipRequest.End(200, "", Map.of()));
    assertEquals("BYE", tcp.hear().method());
    assertEquals(0, udp.waiting());
  }

  @Test
  void itIsTakenBackTheWayItWent() {
    dial();
    SipText invite = tcp.hear();
    tcp.send(invite.answer(180, "Ringing", "b", "Contact: <sip:bob@" + udp.address() + ">"));
    assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told("large"));
    phones.ask("large", new SipRequest.End(603, "", Map.of()));
    SipText cancel = tcp.hear();
    assertEquals("CANCEL " + invite.header("Via"), cancel.method() + " " + cancel.header("Via"));
  }

  @Test
  void whereNobodyTakesAConnectionItGoesByUdp() {
    tcp.close();
    dial();
    SipText invite = udp.hear();
    assertEquals("1 INVITE", invite.header("CSeq"));
    assertTrue(invite.header("Via").startsWith(via("UDP")), invite.header("Via"));
  }

  @Test
  void itGoesByUdpWhereThatIsWanted() {
    phones.close();
    ListenConfig free = TestStack.listen("127.0.0.1");
    phones = TestPhones.listening(new ListenConfig(free.host(), null, free.udp(), free.tcp(), null,
        null, null, null, null, null, null, 0, 0, 0, 0, 0, 0, null, null, 0, 0, null, null, false));
    dial();
    assertTrue(udp.hear().header("Via").startsWith(via("UDP")));
  }
}
