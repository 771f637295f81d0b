package io.voxbus.sip.dialog;

import static io.voxbus.sip.dialog.TestDialog.OURS;
import static io.voxbus.sip.dialog.TestDialog.THEIRS;
import static io.voxbus.sip.dialog.TestDialog.answer;
import static io.voxbus.sip.dialog.TestDialog.answerWith;
import static io.voxbus.sip.dialog.TestDialog.called;
import static io.voxbus.sip.dialog.TestDialog.came;
import static io.voxbus.sip.dialog.TestDialog.end;
import static io.voxbus.sip.dialog.TestDialog.reply;
import static io.voxbus.sip.dialog.TestDialog.send;
import static io.voxbus.sip.dialog.TestDialog.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The far end's INVITE, RFC 3261 section 13.3. */
class IncomingDialogTest {
  private static final SipEffect FORGET = new SipEffect.Forget();
  private static final SipRequest ACCEPT = new SipRequest.Accept(OURS);
  private static final SipSignal ACK = new SipSignal.Acked(Body.NONE);

  @Test
  void ringsThenIsTakenThenTalks() {
    TestDialog dialog = called(THEIRS);
    assertEquals(List.of(answer(1, 180, "Ringing")),
        dialog.at(1_010, new SipRequest.Ring(null)));
    assertEquals(List.of(answerWith(1, 200, "OK", OURS)), dialog.at(1_020, ACCEPT));
    assertEquals(List.of(), dialog.at(1_030, ACK));
    assertEquals(List.of(send("BYE")), dialog.at(1_040, end()));
    assertEquals(List.of(FORGET), dialog.at(1_050, reply("BYE", 200)));
  }

  @Test
  void earlyMediaIsASessionProgress() {
    assertEquals(List.of(answerWith(1, 183, "Session Progress", OURS)),
        called(THEIRS).at(1_010, new SipRequest.Ring(OURS)));
  }

  @Test
  void earlyMediaIsReliableIfTheCallerKnowsHow() {
    TestDialog dialog = called(THEIRS, "supported", "timer, 100rel");
    assertEquals(List.of(new SipEffect.AnswerReliably(183, Body.sdp(OURS))),
        dialog.at(1_010, new SipRequest.Ring(OURS)));
    assertEquals(List.of(), dialog.at(1_020, ACCEPT), "not before it is acknowledged");
    assertEquals(
        List.of(answer(2, 200, "OK"), answerWith(1, 200, "OK", OURS, "Session-Expires",
            "1800;refresher=uac", "Require", "timer")),
        dialog.at(1_030, came(2, "PRACK")));
  }

  @Test
  void ringingIsReliableOnlyIfTheCallerInsists() {
    assertEquals(List.of(answer(1, 180, "Ringing")),
        called(THEIRS, "supported", "100rel").at(1_010, new SipRequest.Ring(null)));
    assertEquals(List.of(new SipEffect.AnswerReliably(180, Body.NONE)),
        called(THEIRS, "require", "100rel").at(1_010, new SipRequest.Ring(null)));
  }

  @Test
  void aRefusalHasTheCodeAndTheHeadersAskedFor() {
    TestDialog dialog = called(THEIRS);
    assertEquals(List.of(answer(1, 486, "Busy Here", "Reason", "SIP;text=\"lunch\""), FORGET),
        dialog.at(1_010, new SipRequest.End(486, "Busy Here",
            Map.of("Reason", "SIP;text=\"lunch\""))));
    assertEquals(List.of(), dialog.at(1_020, ACCEPT));
  }

  @Test
  void theCallerGivesUp() {
    assertEquals(
        List.of(answer(1, 200, "OK"), answer(1, 487, "Request Terminated"),
            tell(new SipEvent.Cancelled()), FORGET),
        called(THEIRS).at(1_010, came(1, "CANCEL")));
  }

  @Test
  void aCancelThatComesTooLateChangesNothing() {
    TestDialog dialog = called(THEIRS);
    dialog.at(1_010, ACCEPT);
    assertEquals(List.of(answer(1, 200, "OK")), dialog.at(1_020, came(1, "CANCEL")));
    assertEquals(List.of(), dialog.at(1_030, ACK));
  }

  @Test
  void whoHangsUpBeforeTheAckWaitsForIt() {
    TestDialog dialog = called(THEIRS);
    dialog.at(1_010, ACCEPT);
    assertEquals(List.of(), dialog.at(1_020, end()));
    assertEquals(List.of(send("BYE")), dialog.at(1_030, ACK));
  }

  @Test
  void anAnswerThatIsNeverAcknowledgedIsEndedByBye() {
    List<SipEffect> ended = List.of(
        tell(new SipEvent.Lost(408, "the caller did not acknowledge the answer")), send("BYE"));
    TestDialog told = called(THEIRS);
    told.at(1_010, ACCEPT);
    assertEquals(ended, told.at(20_000, new SipSignal.NeverAcked()));
    TestDialog dialog = called(THEIRS);
    dialog.at(1_010, ACCEPT);
    assertEquals(List.of(), dialog.at(33_009, new SipSignal.Tick()));
    assertEquals(ended, dialog.at(33_010, new SipSignal.Tick()), "the stack has forgotten it");
  }

  @Test
  void withoutAnOfferTheAnswerComesInTheAck() {
    TestDialog dialog = called(null);
    assertEquals(List.of(answerWith(1, 200, "OK", OURS)), dialog.at(1_020, ACCEPT));
    assertEquals(List.of(tell(new SipEvent.Answered(THEIRS))),
        dialog.at(1_030, new SipSignal.Acked(Body.sdp(THEIRS))));
  }

  @Test
  void withoutAnOfferAndWithoutAnAnswerThereIsNoCall() {
    TestDialog dialog = called(null);
    dialog.at(1_020, ACCEPT);
    assertEquals(List.of(tell(new SipEvent.Lost(488, "the ACK has no SDP")), send("BYE")),
        dialog.at(1_030, ACK));
  }
}
