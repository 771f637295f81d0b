package io.voxbus.sip.dialog;

import static io.voxbus.sip.dialog.TestDialog.START;
import static io.voxbus.sip.dialog.TestDialog.THEIRS;
import static io.voxbus.sip.dialog.TestDialog.calling;
import static io.voxbus.sip.dialog.TestDialog.end;
import static io.voxbus.sip.dialog.TestDialog.reply;
import static io.voxbus.sip.dialog.TestDialog.send;
import static io.voxbus.sip.dialog.TestDialog.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.SipEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our INVITE, RFC 3261 section 13.2. */
class OutgoingDialogTest {
  private static final SipEffect ACK = new SipEffect.Ack(null);
  private static final SipEffect FORGET = new SipEffect.Forget();
  private static final SipEffect CANCEL = new SipEffect.Cancel(Map.of());

  @Test
  void progressIsToldAndTheAnswerAcknowledged() {
    TestDialog dialog = calling();
    assertEquals(List.of(), dialog.at(1_010, reply("INVITE", 100)));
    assertEquals(List.of(tell(new SipEvent.Progress(180, "r180", null))),
        dialog.at(1_020, reply("INVITE", 180)));
    assertEquals(List.of(tell(new SipEvent.Progress(183, "r183", "v=0 early"))),
        dialog.at(1_030, reply("INVITE", 183, "v=0 early")));
    assertEquals(List.of(ACK, tell(new SipEvent.Answered(THEIRS))),
        dialog.at(1_040, reply("INVITE", 200, THEIRS)));
  }

  @Test
  void anAnswerWithoutSdpMeansTheOneOfItsEarlyMedia() {
    TestDialog dialog = calling();
    dialog.at(1_010, reply("INVITE", 183, THEIRS));
    assertEquals(List.of(ACK, tell(new SipEvent.Answered(THEIRS))),
        dialog.at(1_040, reply("INVITE", 200)));
  }

  @Test
  void anAnswerWithoutAnySdpIsEndedAgain() {
    assertEquals(
        List.of(ACK, tell(new SipEvent.Refused(488, "the answer has no SDP")), send("BYE")),
        calling().at(1_040, reply("INVITE", 200)));
  }

  @ParameterizedTest
  @CsvSource({"404", "486", "480", "503", "600", "603", "408", "300", "422", "491"})
  void aRefusalIsToldOnce(int code) {
    TestDialog dialog = calling();
    assertEquals(List.of(tell(new SipEvent.Refused(code, "r" + code)), FORGET),
        dialog.at(1_010, reply("INVITE", code)));
    assertEquals(List.of(), dialog.at(1_020, reply("INVITE", code)));
    assertEquals(Long.MAX_VALUE, dialog.machine.nextMillis());
  }

  @Test
  void theTextOfAReasonHeaderSaysMoreThanThePhrase() {
    assertEquals(
        List.of(tell(new SipEvent.Refused(603, "no interest")), FORGET),
        calling().at(1_010,
            reply("INVITE", 603, "", "reason", "Q.850;cause=21;text=\"no interest\"")));
  }

  @Test
  void reliableProgressIsAcknowledgedAndTakenOnceInItsOrder() {
    TestDialog dialog = calling();
    SipEffect prack = new SipEffect.Prack();
    assertEquals(List.of(prack, tell(new SipEvent.Progress(183, "r183", THEIRS))),
        dialog.at(1_010, reliable(7)));
    assertEquals(List.of(), dialog.at(1_020, reliable(7)));
    assertEquals(List.of(), dialog.at(1_020, reliable(9)));
    assertEquals(List.of(prack, tell(new SipEvent.Progress(183, "r183", THEIRS))),
        dialog.at(1_030, reliable(8)));
  }

  @Test
  void cancelWaitsForAProvisionalResponse() {
    TestDialog dialog = calling();
    assertEquals(List.of(), dialog.at(1_010, end()));
    assertEquals(List.of(CANCEL), dialog.at(1_020, reply("INVITE", 100)));
    assertEquals(List.of(FORGET), dialog.at(1_030, reply("INVITE", 487)));
  }

  @Test
  void anAnswerThatCrossesTheCancelIsEndedByBye() {
    TestDialog dialog = calling();
    dialog.at(1_010, reply("INVITE", 180));
    assertEquals(List.of(CANCEL), dialog.at(1_020, end()));
    assertEquals(List.of(ACK, send("BYE")), dialog.at(1_030, reply("INVITE", 200, THEIRS)));
    assertEquals(List.of(FORGET), dialog.at(1_040, reply("BYE", 200)));
  }

  @Test
  void aCancelledCallWhoseFarEndSaysNothingIsForgotten() {
    TestDialog dialog = calling();
    dialog.at(1_010, reply("INVITE", 180));
    dialog.at(1_020, end());
    assertEquals(1_020 + 32_000, dialog.machine.nextMillis());
    assertEquals(List.of(FORGET), dialog.tick());
  }

  @Test
  void aCallThatRingsTooLongIsCancelled() {
    TestDialog dialog = calling();
    dialog.at(1_010, reply("INVITE", 180));
    assertEquals(START + 180_000, dialog.machine.nextMillis());
    assertEquals(List.of(tell(new SipEvent.Refused(408, "nobody answered")), CANCEL),
        dialog.tick());
    assertEquals(List.of(FORGET), dialog.at(182_000, reply("INVITE", 487)));
  }

  @ParameterizedTest
  @CsvSource({"401,www-authenticate", "407,proxy-authenticate"})
  void aChallengeIsAnsweredOnceAndAgainOnlyIfTheNonceIsStale(int code, String header) {
    TestDialog dialog = calling();
    SipEffect again = new SipEffect.Authenticate("INVITE");
    String challenge = "Digest realm=\"r\", nonce=\"n\"";
    assertEquals(List.of(again), dialog.at(1_010, reply("INVITE", code, "", header, challenge)));
    assertEquals(List.of(again),
        dialog.at(1_020, reply("INVITE", code, "", header, challenge + ", stale=TRUE")));
    assertEquals(List.of(tell(new SipEvent.Refused(code, "r" + code)), FORGET),
        dialog.at(1_030, reply("INVITE", code, "", header, challenge)));
  }

  @Test
  void redirectionsAreFollowedEachAddressOnce() {
    TestDialog dialog = calling();
    String contacts = "\"B\" <sip:b@127.0.0.1:5>;q=1, <sip:c@127.0.0.1>, <tel:+1>";
    assertEquals(List.of(new SipEffect.InviteAgain("sip:b@127.0.0.1:5", Map.of())),
        dialog.at(1_010, reply("INVITE", 302, "", "contact", contacts)));
    assertEquals(List.of(new SipEffect.InviteAgain("sip:c@127.0.0.1", Map.of())),
        dialog.at(1_020, reply("INVITE", 302, "", "contact", contacts)));
    assertEquals(List.of(tell(new SipEvent.Refused(302, "r302")), FORGET),
        dialog.at(1_030, reply("INVITE", 302, "", "contact", contacts)));
  }

  @Test
  void redirectionsEndAfterFive() {
    TestDialog dialog = calling();
    for (int i = 0; i < 5; i++) {
      dialog.at(1_010, reply("INVITE", 301, "", "contact", "<sip:x" + i + "@127.0.0.1>"));
    }
    assertEquals(List.of(tell(new SipEvent.Refused(301, "r301")), FORGET),
        dialog.at(1_020, reply("INVITE", 301, "", "contact", "<sip:x9@127.0.0.1>")));
  }

  @Test
  void aSessionIntervalThatIsTooSmallIsRaised() {
    TestDialog dialog = calling();
    assertEquals(
        List.of(new SipEffect.InviteAgain(null,
            Map.of("Min-SE", "3600", "Session-Expires", "3600"))),
        dialog.at(1_010, reply("INVITE", 422, "", "min-se", "3600")));
    assertEquals(List.of(tell(new SipEvent.Refused(422, "r422")), FORGET),
        dialog.at(1_020, reply("INVITE", 422, "", "min-se", "3600")));
  }

  private static SipSignal.Replied reliable(int rseq) {
    return reply("INVITE", 183, THEIRS, "require", "100rel", "rseq", String.valueOf(rseq));
  }
}
