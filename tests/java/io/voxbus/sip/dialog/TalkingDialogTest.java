package io.voxbus.sip.dialog;

import static io.voxbus.sip.dialog.TestDialog.OURS;
import static io.voxbus.sip.dialog.TestDialog.THEIRS;
import static io.voxbus.sip.dialog.TestDialog.answer;
import static io.voxbus.sip.dialog.TestDialog.answerWith;
import static io.voxbus.sip.dialog.TestDialog.came;
import static io.voxbus.sip.dialog.TestDialog.invites;
import static io.voxbus.sip.dialog.TestDialog.reply;
import static io.voxbus.sip.dialog.TestDialog.send;
import static io.voxbus.sip.dialog.TestDialog.taken;
import static io.voxbus.sip.dialog.TestDialog.talking;
import static io.voxbus.sip.dialog.TestDialog.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A confirmed dialog: what the far end asks in it and what we do, RFC 3261 sections 12.2, 14, 15. */
class TalkingDialogTest {
  private static final SipEffect FORGET = new SipEffect.Forget();
  private static final SipEffect ACK = new SipEffect.Ack(null);

  @Test
  void theFarEndHangsUp() {
    assertEquals(
        List.of(answer(5, 200, "OK"),
            tell(new SipEvent.HungUp("SIP;cause=200",
                Map.of("reason", "SIP;cause=200", "x-id", "7"))),
            FORGET),
        talking().at(2_000,
            came(5, "BYE", "reason", "SIP;cause=200", "x-id", "7", "max-forwards", "70")));
  }

  @Test
  void headersGoOnTheBye() {
    assertEquals(List.of(new SipEffect.Send("BYE", Body.NONE, Map.of("X-Why", "done"))),
        talking().at(2_000, new SipRequest.End(200, "", Map.of("X-Why", "done"))));
  }

  @Test
  void aByeThatIsNeverAnsweredIsForgotten() {
    TestDialog dialog = talking();
    dialog.at(2_000, TestDialog.end());
    assertEquals(34_000, dialog.machine.nextMillis());
    assertEquals(List.of(FORGET), dialog.tick());
  }

  @Test
  void twoByesThatCrossAreBothAnswered() {
    TestDialog dialog = talking();
    dialog.at(2_000, TestDialog.end());
    assertEquals(List.of(answer(5, 200, "OK")), dialog.at(2_010, came(5, "BYE")));
    assertEquals(List.of(FORGET), dialog.at(2_020, reply("BYE", 481)));
  }

  @ParameterizedTest
  @CsvSource({"INVITE", "UPDATE"})
  void aNewOfferIsAnsweredByTheCall(String method) {
    TestDialog dialog = talking();
    assertEquals(List.of(tell(new SipEvent.Reoffered("v=0 hold"))),
        dialog.at(2_000, came(5, method, Body.sdp("v=0 hold"))));
    assertEquals(List.of(answerWith(5, 200, "OK", "v=0 held")),
        dialog.at(2_010, new SipRequest.Reanswer("v=0 held")));
  }

  @Test
  void aNewOfferThatDoesNotFitChangesNothing() {
    TestDialog dialog = talking();
    dialog.at(2_000, came(5, "INVITE", Body.sdp("v=0 video")));
    assertEquals(List.of(answer(5, 488, "no codec")),
        dialog.at(2_010, new SipRequest.RefuseReoffer(488, "no codec")));
    assertEquals(List.of(tell(new SipEvent.Reoffered("v=0 next"))),
        dialog.at(2_020, came(6, "INVITE", Body.sdp("v=0 next"))));
  }

  @Test
  void aReinviteWithoutSdpAsksForOurOffer() {
    TestDialog dialog = taken();
    assertEquals(List.of(tell(new SipEvent.Reoffered(null))),
        dialog.at(2_000, came(5, "INVITE")));
    assertEquals(List.of(answerWith(5, 200, "OK", OURS)),
        dialog.at(2_010, new SipRequest.Reanswer(OURS)));
    assertEquals(List.of(tell(new SipEvent.Reanswered(THEIRS))),
        dialog.at(2_020, new SipSignal.Acked(Body.sdp(THEIRS))));
  }

  @Test
  void aSecondOfferWhileTheFirstIsOpenIsPutOff() {
    TestDialog dialog = talking();
    dialog.at(2_000, came(5, "INVITE", Body.sdp("v=0 one")));
    assertEquals(
        List.of(answer(6, 500, "Another offer is not answered yet", "Retry-After", "1")),
        dialog.at(2_010, came(6, "UPDATE", Body.sdp("v=0 two"))));
  }

  @Test
  void twoOffersThatCrossAreBothRefusedAndOursIsTriedAgain() {
    TestDialog dialog = talking();
    assertEquals(List.of(invites("v=0 hold")),
        dialog.at(2_000, new SipRequest.Reoffer("v=0 hold")));
    assertEquals(List.of(answer(5, 491, "Request Pending")),
        dialog.at(2_010, came(5, "INVITE", Body.sdp("v=0 theirs"))));
    assertEquals(List.of(), dialog.at(2_020, reply("INVITE", 491)));
    assertBetween(4_120, 6_020, dialog.machine.nextMillis()); // we own the Call-ID
    assertEquals(List.of(invites("v=0 hold")), dialog.tick());
    assertEquals(List.of(ACK, tell(new SipEvent.Reanswered("v=0 held"))),
        dialog.at(6_100, reply("INVITE", 200, "v=0 held")));
  }

  @Test
  void whoDoesNotOwnTheCallIdTriesAgainSooner() {
    TestDialog dialog = taken();
    dialog.at(2_000, new SipRequest.Reoffer("v=0 hold"));
    dialog.at(2_020, reply("INVITE", 491));
    assertBetween(2_020, 4_020, dialog.machine.nextMillis());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTimeAfterWhichItTriesAgainIsChance(boolean ours) {
    Set<Long> waits = new HashSet<>();
    for (long now = 2_000; now < 2_050; now++) {
      TestDialog dialog = ours ? talking() : taken();
      dialog.at(now, new SipRequest.Reoffer("v=0 hold"));
      dialog.at(now, reply("INVITE", 491));
      long wait = dialog.machine.nextMillis() - now;
      assertBetween(ours ? 2_100 : 0, ours ? 4_000 : 2_000, wait);
      assertEquals(0, wait % 10);
      waits.add(wait);
    }
    assertTrue(waits.size() > 20, waits.size() + " different waits");
  }

  @Test
  void whatTheFarEndOffersWhileOursWaitsComesFirstAndOursIsMadeAnewAfterIt() {
    TestDialog dialog = talking();
    dialog.at(2_000, new SipRequest.Reoffer("v=0 hold"));
    dialog.at(2_020, reply("INVITE", 491));
    assertEquals(List.of(tell(new SipEvent.Reoffered("v=0 theirs"))),
        dialog.at(2_500, came(5, "INVITE", Body.sdp("v=0 theirs"))));
    assertEquals(List.of(), dialog.tick(), "theirs is not answered yet");
    long later = dialog.machine.nextMillis();
    dialog.at(later - 10, new SipRequest.Reanswer("v=0 ours 2"));
    assertEquals(List.of(tell(new SipEvent.ReofferAgain())), dialog.tick());
    assertEquals(List.of(invites("v=0 hold 2")),
        dialog.at(later + 10, new SipRequest.Reoffer("v=0 hold 2")));
    assertEquals(List.of(ACK, tell(new SipEvent.Reanswered("v=0 held"))),
        dialog.at(later + 20, reply("INVITE", 200, "v=0 held")));
  }

  @Test
  void whatTheFarEndOffersInVainLeavesOursAsItIs() {
    TestDialog dialog = talking();
    dialog.at(2_000, new SipRequest.Reoffer("v=0 hold"));
    dialog.at(2_020, reply("INVITE", 491));
    dialog.at(2_500, came(5, "INVITE", Body.sdp("v=0 video")));
    dialog.at(2_510, new SipRequest.RefuseReoffer(488, "no codec"));
    assertEquals(List.of(invites("v=0 hold")), dialog.tick());
  }

  @Test
  void anOfferThatWeWereAskedForIsAnsweredBeforeOursIsTriedAgain() {
    TestDialog dialog = taken();
    dialog.at(2_000, new SipRequest.Reoffer("v=0 hold"));
    dialog.at(2_020, reply("INVITE", 491));
    long due = dialog.machine.nextMillis();
    dialog.at(2_020, came(5, "INVITE"));
    dialog.at(2_020, new SipRequest.Reanswer(OURS));
    assertEquals(List.of(), dialog.at(due, new SipSignal.Tick()), "the ACK has not come");
    dialog.at(due + 10, new SipSignal.Acked(Body.sdp(THEIRS)));
    assertEquals(List.of(tell(new SipEvent.ReofferAgain())), dialog.tick());
  }

  @Test
  void afterFourGlaresTheOfferIsRefused() {
    TestDialog dialog = talking();
    dialog.at(2_000, new SipRequest.Reoffer("v=0 hold"));
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(), dialog.at(2_000 + i * 10_000L, reply("INVITE", 491)));
      assertEquals(List.of(invites("v=0 hold")), dialog.tick());
    }
    assertEquals(List.of(tell(new SipEvent.ReofferRefused(491, "r491"))),
        dialog.at(40_000, reply("INVITE", 491)));
  }

  private static void assertBetween(long least, long most, long value) {
    assertTrue(least <= value && value <= most, value + " is not in " + least + " to " + most);
  }

  @Test
  void anOfferOfOursThatIsRefusedIsTold() {
    TestDialog dialog = talking();
    dialog.at(2_000, new SipRequest.Reoffer("v=0 hold"));
    assertEquals(List.of(tell(new SipEvent.ReofferRefused(488, "r488"))),
        dialog.at(2_020, reply("INVITE", 488)));
    assertEquals(List.of(invites("v=0 next")),
        dialog.at(2_030, new SipRequest.Reoffer("v=0 next")));
  }

  @ParameterizedTest
  @CsvSource({"application/dtmf-relay,'Signal=5\r\nDuration=160',5",
      "application/dtmf-relay,'Signal = *',*", "application/dtmf,d,D", "application/dtmf,11,#"})
  void aDigitByInfo(String type, String text, String digit) {
    assertEquals(List.of(answer(5, 200, "OK"), tell(new SipEvent.Dtmf(digit))),
        talking().at(2_000, came(5, "INFO", new Body(type, text))));
  }

  @Test
  void digitsOfOursByInfo() {
    assertEquals(
        List.of(new SipEffect.Send("INFO",
            new Body("application/dtmf-relay", "Signal=1\r\nDuration=120\r\n"), Map.of()),
            new SipEffect.Send("INFO",
                new Body("application/dtmf-relay", "Signal=#\r\nDuration=120\r\n"), Map.of())),
        talking().at(2_000, new SipRequest.Info("1#", 120)));
  }

  @Test
  void messagesInBothDirections() {
    TestDialog dialog = talking();
    assertEquals(List.of(answer(5, 200, "OK"), tell(new SipEvent.MessageCame("hi", "text/plain"))),
        dialog.at(2_000, came(5, "MESSAGE", new Body("text/plain", "hi"))));
    assertEquals(
        List.of(new SipEffect.Send("MESSAGE", new Body("text/plain", "ho"), Map.of("X-A", "1"))),
        dialog.at(2_010, new SipRequest.Message("ho", "text/plain", Map.of("X-A", "1"))));
    assertEquals(List.of(tell(new SipEvent.MessageRefused(415, "r415"))),
        dialog.at(2_020, reply("MESSAGE", 415)));
  }

  @Test
  void theFarEndAsksToBeTransferred() {
    assertEquals(
        List.of(answer(5, 202, "Accepted"),
            new SipEffect.Send("NOTIFY",
                new Body("message/sipfrag;version=2.0", "SIP/2.0 100 Trying\r\n"),
                Map.of("Event", "refer;id=5", "Subscription-State", "active;expires=180")),
            tell(new SipEvent.TransferAsked("sip:c@h", "sip:b@h"))),
        talking().at(2_000,
            came(5, "REFER", "refer-to", "C <sip:c@h>", "referred-by", "<sip:b@h>")));
  }

  @Test
  void whoAsksForATransferIsToldItsOutcomeOnce() {
    TestDialog dialog = talking();
    dialog.at(2_000, came(5, "REFER", "refer-to", "<sip:c@h>"));
    assertEquals(
        List.of(new SipEffect.Send("NOTIFY",
            new Body("message/sipfrag;version=2.0", "SIP/2.0 486 Busy Here\r\n"),
            Map.of("Event", "refer;id=5", "Subscription-State", "terminated;reason=noresource"))),
        dialog.at(2_010, new SipRequest.TransferDone(486, "Busy Here")));
    assertEquals(List.of(), dialog.at(2_020, new SipRequest.TransferDone(200, "OK")));
  }

  @Test
  void whoAsksForATransferIsToldItsOutcomeByTheNextNode() {
    TestDialog before = talking();
    before.at(2_000, came(5, "REFER", "refer-to", "<sip:c@h>"));
    TestDialog dialog = TestDialog.resumed(before.machine.session());
    assertEquals(5L, dialog.machine.session().referred());
    assertEquals(
        List.of(new SipEffect.Send("NOTIFY",
            new Body("message/sipfrag;version=2.0", "SIP/2.0 200 OK\r\n"),
            Map.of("Event", "refer;id=5", "Subscription-State", "terminated;reason=noresource"))),
        dialog.at(2_010, new SipRequest.TransferDone(200, "OK")));
    assertEquals(null, dialog.machine.session().referred());
  }

  /** It may be told the outcome once more after a take-over. */
  @Test
  void aFarEndWhoseSubscriptionHasGoneIsToldNoMoreAndTheCallGoesOn() {
    TestDialog dialog = talking();
    dialog.at(2_000, came(5, "REFER", "refer-to", "<sip:c@h>"));
    assertEquals(List.of(), dialog.at(2_010, reply("NOTIFY", 481)));
    assertTrue(dialog.machine.isTalking());
    assertEquals(List.of(), dialog.at(2_020, new SipRequest.TransferDone(200, "OK")));
  }

  @Test
  void weAskTheFarEndToBeTransferred() {
    TestDialog dialog = talking();
    assertEquals(
        List.of(new SipEffect.Send("REFER", Body.NONE, Map.of("Refer-To", "<sip:c@h>"))),
        dialog.at(2_000, new SipRequest.Transfer("sip:c@h", null)));
    assertEquals(List.of(), dialog.at(2_010, reply("REFER", 202)));
    assertEquals(
        List.of(answer(6, 200, "OK"), tell(new SipEvent.TransferProgress(200, "OK"))),
        dialog.at(2_020, came(6, "NOTIFY", new Body("message/sipfrag", "SIP/2.0 200 OK\r\n"),
            "event", "refer")));
  }

  @Test
  void aTransferThatIsRefused() {
    TestDialog dialog = talking();
    dialog.at(2_000, new SipRequest.Transfer("sip:c@h", null));
    assertEquals(List.of(tell(new SipEvent.TransferProgress(405, "r405"))),
        dialog.at(2_010, reply("REFER", 405)));
  }

  @ParameterizedTest
  @CsvSource({"INFO", "INVITE", "MESSAGE"})
  void aFarEndThatKnowsNothingOfTheDialogIsLost(String method) {
    assertEquals(
        List.of(tell(new SipEvent.Lost(481, "the far end is not there any more")), FORGET),
        talking().at(2_000, reply(method, 481)));
  }

  @Test
  void whatNobodyKnowsIsRefusedWithWhatWeDo() {
    assertEquals(List.of(answer(5, 405, "Method Not Allowed", "Allow", TalkingRules.ALLOW)),
        talking().at(2_000, came(5, "SUBSCRIBE")));
    assertEquals(List.of(answer(6, 200, "OK", "Allow", TalkingRules.ALLOW)),
        talking().at(2_000, came(6, "OPTIONS")));
    assertEquals(List.of(answer(7, 489, "Bad Event", "Allow-Events", "refer")),
        talking().at(2_000, came(7, "NOTIFY", "event", "presence")));
    assertEquals(List.of(answer(8, 400, "Refer-To is missing")),
        talking().at(2_000, came(8, "REFER")));
  }

  @Test
  void aSessionOfOursIsRefreshedAfterHalfOfItsTime() {
    TestDialog dialog = talking("session-expires", "100;refresher=uac", "allow", "INVITE,UPDATE");
    assertEquals(51_000, dialog.machine.nextMillis());
    assertEquals(
        List.of(new SipEffect.Send("UPDATE", Body.NONE,
            Map.of("Session-Expires", "100;refresher=uac"))),
        dialog.tick());
    assertEquals(List.of(),
        dialog.at(51_100, reply("UPDATE", 200, "", "session-expires", "100;refresher=uac")));
    assertEquals(101_100, dialog.machine.nextMillis());
  }

  @Test
  void aFarEndWithoutUpdateIsSentTheSameOfferAgain() {
    TestDialog dialog = talking("session-expires", "100;refresher=uac");
    assertEquals(
        List.of(new SipEffect.Send("INVITE", Body.sdp(OURS),
            Map.of("Session-Expires", "100;refresher=uac"))),
        dialog.tick());
    assertEquals(List.of(ACK), dialog.at(51_100, reply("INVITE", 200, THEIRS)));
  }

  @Test
  void aFarEndThatDoesNotRefreshIsLostShortlyBeforeTheEnd() {
    TestDialog dialog = taken("supported", "timer", "session-expires", "90;refresher=uac");
    assertEquals(61_000, dialog.machine.nextMillis());
    assertEquals(List.of(answer(5, 200, "OK", "Session-Expires", "90;refresher=uac", "Require",
        "timer")),
        dialog.at(60_000,
            came(5, "UPDATE", "supported", "timer", "session-expires", "90;refresher=uac")));
    assertEquals(120_000, dialog.machine.nextMillis());
    assertEquals(
        List.of(tell(new SipEvent.Lost(408, "the session was not refreshed in time")),
            new SipEffect.Send("BYE", Body.NONE,
                Map.of("Reason", "SIP;cause=408;text=\"Session timer expired\"")),
            FORGET),
        dialog.tick());
  }

  @Test
  void aCallerWithoutSessionTimersIsRefreshedByUsWhenItsProxyWantsIt() {
    TestDialog dialog = taken("session-expires", "200");
    assertEquals(101_000, dialog.machine.nextMillis());
  }

  @Test
  void aDialogThatHasEndedKnowsNothingMore() {
    TestDialog dialog = talking();
    dialog.at(2_000, came(5, "BYE"));
    assertEquals(List.of(answer(6, 481, "Call/Transaction Does Not Exist")),
        dialog.at(2_010, came(6, "INFO")));
    assertEquals(List.of(), dialog.at(2_020, new SipRequest.Reoffer("v=0")));
  }

  @Test
  void theSdpOfABodyWithSeveralParts() {
    Body body = new Body("multipart/mixed; boundary=\"x\"",
        "--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x\r\nContent-Type: application/sdp\r\n\r\n"
            + "v=0\r\ns=-\r\n--x--\r\n");
    assertEquals("v=0\r\ns=-\r\n", body.sdp());
    assertEquals(null, new Body("multipart/mixed", "--x").sdp());
    assertEquals(null, new Body("text/plain", "v=0").sdp());
  }
}
