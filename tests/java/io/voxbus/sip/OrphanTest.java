package io.voxbus.sip;

import static io.voxbus.sip.TestPhones.ANSWER;
import static io.voxbus.sip.TestPhones.dialog;
import static io.voxbus.sip.TestPhones.inverse;
import static io.voxbus.sip.TestPhones.withSdp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of phones whose node is lost, at the node that is about to go on with their calls. */
class OrphanTest {
  private static final String US = "sip:us@127.0.0.1";

  private TestPhones first;
  private TestPhones survivor;
  private SipPeer bob;
  private SipPeer gone;
  private SipText invite;
  private SipDialog kept;

  /** A call of ours whose node is lost; its phone speaks to the survivor. */
  @BeforeEach
  void start() {
    first = TestPhones.start();
    survivor = TestPhones.survivor();
    bob = SipPeer.udp(survivor.port("UDP"));
    gone = SipPeer.udpServer();
    first.dial("leg", gone);
    invite = gone.hear();
    gone.send(withSdp(
        invite.answer(200, "OK", "b", "Contact: <sip:peer@" + bob.address() + ">"), ANSWER));
    first.told("leg");
    kept = first.kept("leg");
    assertEquals("ACK", bob.hear().method());
    first.stop();
    survivor.lose("n0");
  }

  @AfterEach
  void stop() {
    bob.close();
    gone.close();
    first.close();
    survivor.close();
  }

  private String inDialog(String method, String... more) {
    String[] headers = new String[more.length + 1];
    headers[0] = "CSeq: 7 " + method;
    System.arraycopy(more, 0, headers, 1, more.length);
    return bob.request(method, US, inverse(invite, "b", headers));
  }

  /** An answer to it shows that what was sent before it has come. */
  private void probe() {
    String probe = bob.request("OPTIONS", US);
    assertTrue(bob.heardNothingBefore(probe), "what waits has no answer");
  }

  @Test
  void aByeWaitsForItsCallAndEndsIt() {
    String bye = inDialog("BYE", "Reason: Q.850;cause=16");
    bob.send(bye);
    probe();
    bob.send(bye);
    probe();
    TestStack.await(survivor.resume("leg", kept));
    assertEquals(200, bob.hearFinal().status());
    assertEquals(new SipEvent.HungUp("Q.850;cause=16", Map.of("reason", "Q.850;cause=16")),
        survivor.told("leg"));
    assertEquals(1, survivor.meter("voxbus.sip", "repeated"));
    bob.send(bye);
    assertEquals(200, bob.hearFinal().status(), "the stack knows its repetition");
  }

  @Test
  void aNodeThatCanNotBeAskedAtOnceIsAskedAgain() {
    bob.send(inDialog("BYE"));
    probe();
    Promise<Void> asked = Promise.promise();
    survivor.vertx().eventBus().consumer("gate.n2", again -> asked.tryComplete());
    TestStack.await(asked.future());
  }

  @Test
  void anOfferThatCrossesOursIsToBeMadeAgain() {
    bob.send(withSdp(inDialog("INVITE"), ANSWER));
    probe();
    TestStack.await(survivor.resume("leg", kept));
    assertEquals(491, bob.hearFinal().status());
    bob.send(bob.request("BYE", US, inverse(invite, "b", "CSeq: 8 BYE")));
    assertEquals(200, bob.hearFinal().status());
  }

  @Test
  void whatIsNoOfferIsDoneWhenTheCallIsThere() {
    bob.send(TestPhones.with(inDialog("INFO"), "application/dtmf-relay", "Signal=5\r\n"));
    probe();
    TestStack.await(survivor.resume("leg", kept));
    assertEquals(200, bob.hearFinal().status());
    assertEquals(new SipEvent.Dtmf("5"), survivor.told("leg"));
  }

  @Test
  void aByeFromElsewhereDoesNotEndIt() {
    try (SipPeer other = SipPeer.udp("127.0.0.66", survivor.port("UDP"))) {
      other.send(other.request("BYE", US, inverse(invite, "b", "CSeq: 7 BYE")));
      probe();
      TestStack.await(survivor.resume("leg", kept));
      assertEquals(481, other.hearFinal().status());
      bob.send(inDialog("BYE"));
      assertEquals(200, bob.hearFinal().status());
    }
  }

  @Test
  void whatIsInADialogThatIsHereDoesNotWait() {
    try (SipPeer alice = SipPeer.udp(survivor.port("UDP"))) {
      alice.send(withSdp(alice.request("INVITE", US), ANSWER));
      String leg = survivor.call().callId();
      survivor.ask(leg, new SipRequest.Accept(ANSWER));
      SipText taken = alice.hearFinal();
      alice.send(alice.request("ACK", US, dialog(taken, "CSeq: 1 ACK")));
      alice.send(alice.request("BYE", US, dialog(taken, "CSeq: 2 BYE")));
      assertEquals(200, alice.hearFinal().status());
    }
  }
}
