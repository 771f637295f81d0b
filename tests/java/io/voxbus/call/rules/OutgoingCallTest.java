package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestPhone.ALICE;
import static io.voxbus.call.rules.TestPhone.BOB;
import static io.voxbus.call.rules.TestPhone.ID;
import static io.voxbus.call.rules.TestPhone.OPTION;
import static io.voxbus.call.rules.TestPhone.OURS;
import static io.voxbus.call.rules.TestPhone.THEIRS;
import static io.voxbus.call.rules.TestPhone.agreed;
import static io.voxbus.call.rules.TestPhone.answered;
import static io.voxbus.call.rules.TestPhone.asks;
import static io.voxbus.call.rules.TestPhone.closes;
import static io.voxbus.call.rules.TestPhone.dialled;
import static io.voxbus.call.rules.TestPhone.emit;
import static io.voxbus.call.rules.TestPhone.ends;
import static io.voxbus.call.rules.TestPhone.error;
import static io.voxbus.call.rules.TestPhone.hangup;
import static io.voxbus.call.rules.TestPhone.opens;
import static io.voxbus.call.rules.TestPhone.placed;
import static io.voxbus.call.rules.TestPhone.sip;
import static io.voxbus.call.rules.TestPhone.talking;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Reception;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A telephone call that a client places, and what can be done on any telephone call. */
class OutgoingCallTest {
  @Test
  void theFarEndIsCalledWhenThereIsAPortForItsAudio() {
    TestPhone call = placed();
    assertEquals(List.of(opens(OPTION, null)), call.begun);
    assertEquals(
        List.of(new Effect.Dial(
            new SipRequest.Dial(ID, new SipRequest.Callee(BOB, ALICE, null, null), OURS))),
        call.at(1_010, new Signal.MediaOpened(OURS)));
  }

  @Test
  void ringingIsToldWhenTheFarEndRingsAndAgainWhenItSendsAudio() {
    TestPhone call = dialled();
    assertEquals(List.of(), call.at(1_100, new SipEvent.Progress(181, "Forwarded", null)));
    assertEquals(List.of(new Effect.Ringing(), emit(new Event.Ringing(ID, 1_200, false, null))),
        call.at(1_200, new SipEvent.Progress(180, "Ringing", null)));
    assertEquals(List.of(), call.at(1_300, new SipEvent.Progress(180, "Ringing", null)));
    assertEquals(
        List.of(asks(new MediaRequest.Answered(ID, THEIRS)), new Effect.Ringing(),
            emit(new Event.Ringing(ID, 1_400, true, null))),
        call.at(1_400, new SipEvent.Progress(183, "Progress", THEIRS)));
    assertEquals(1_200, call.machine.ringMillis());
  }

  @Test
  void answerIsToldWhenTheMediaHasAgreed() {
    TestPhone call = dialled();
    assertEquals(List.of(asks(new MediaRequest.Answered(ID, THEIRS))),
        call.at(2_000, new SipEvent.Answered(THEIRS)));
    assertEquals(answered(2_010, THEIRS), call.at(2_010, agreed()));
    assertEquals(List.of(200, Phase.ANSWERED),
        List.of(call.machine.status(), call.machine.phase()));
  }

  @Test
  void theSdpOfTheEarlyMediaNeedsNoSecondAgreement() {
    TestPhone call = dialled();
    call.at(1_400, new SipEvent.Progress(183, "Progress", THEIRS));
    assertEquals(List.of(), call.at(1_410, agreed()));
    assertEquals(answered(2_000, THEIRS), call.at(2_000, new SipEvent.Answered(THEIRS)));
  }

  @Test
  void anAnswerWithoutACommonCodecEndsTheCall() {
    TestPhone call = dialled();
    call.at(2_000, new SipEvent.Answered(THEIRS));
    assertEquals(List.of(error(2_010, "invite", "no codec", 488), ends(488), closes()),
        call.at(2_010, new Signal.MediaDenied(new MediaRequest.Answered(ID, THEIRS), 488,
            "no codec")));
    assertEquals(hangup(2_020, "failed", "system", null), call.close(2_020));
  }

  @ParameterizedTest
  @CsvSource({"486,rejected,callee", "603,rejected,callee", "600,rejected,callee",
      "408,noAnswer,callee", "480,noAnswer,callee", "404,failed,system", "503,failed,system"})
  void aRefusalIsToldByRejectThenErrorThenHangup(int code, String reason, String initiator) {
    TestPhone call = dialled();
    call.at(1_200, new SipEvent.Progress(180, "Ringing", null));
    assertEquals(
        List.of(emit(new Event.Reject(ID, 2_000, "No", code, null)),
            error(2_000, "invite", code + " No", code), closes()),
        call.at(2_000, new SipEvent.Refused(code, "No")));
    assertEquals(hangup(2_010, reason, initiator, 1_200L), call.close(2_010));
    assertEquals(code, call.machine.status());
  }

  @Test
  void withoutACalleeThereIsNoCall() {
    TestPhone call = placed(CallOption.NONE, CallRules.defaults());
    assertEquals(List.of(error(1_000, "invite", "a telephone call wants a callee", 400), closes()),
        call.begun);
  }

  @Test
  void hangupBeforeTheAnswerCancels() {
    TestPhone call = dialled();
    assertEquals(List.of(ends(603), closes()),
        call.at(1_500, new Command.Hangup(null, null, null, false)));
    assertEquals(hangup(1_510, "system", "client", null), call.close(1_510));
  }

  @Test
  void headersOfTheHangupGoOnTheBye() {
    assertEquals(
        List.of(sip(new SipRequest.End(603, "", Map.of("X-Why", "done"))), closes()),
        talking().at(3_000, new Command.Hangup("done", "bot", Map.of("X-Why", "done"), false)));
  }

  @Test
  void theFarEndHangsUp() {
    TestPhone call = talking();
    assertEquals(List.of(closes()), call.at(3_000, new SipEvent.HungUp(null, Map.of())));
    Effect hangup = call.close(3_010).get(1);
    assertEquals(List.of("callee", "callee"),
        hangup instanceof Effect.Emit(Event.Hangup told)
            ? List.of(told.reason(), told.initiator())
            : List.of());
  }

  @Test
  void aDialogThatIsLostEndsTheCall() {
    assertEquals(List.of(error(3_000, "sip", "not refreshed", 408), closes()),
        talking().at(3_000, new SipEvent.Lost(408, "not refreshed")));
  }

  @Test
  void aFarEndThatSendsNothingAnyMoreIsHungUp() {
    assertEquals(List.of(ends(603), closes()), talking().at(3_000, new MediaEvent.Vanished()));
  }

  @Test
  void mediaThatFlowsAndItsQualityAreTold() {
    TestPhone call = talking();
    assertEquals(List.of(emit(new Event.MediaReady(ID, 2_100))),
        call.at(2_100, new MediaEvent.Flowing("PCMU")));
    assertEquals(
        List.of(emit(new Event.Metrics(7_000, "rtp.s1", 12,
            Map.of("codec", "PCMU", "packets", 250L, "lost", 1L, "jitter", 2.5, "sent", 249L,
                "sentLost", 0L, "mos", 4.3)))),
        call.at(7_000,
            new MediaEvent.Quality(new Reception("PCMU", 250, 1, 2.5, 12.2, 249, 0, 4.3))));
  }

  @Test
  void theFarEndHoldsAndTakesBack() {
    TestPhone call = talking();
    String hold = "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=sendonly\r\n";
    MediaRequest reoffered = new MediaRequest.Reoffered(ID, hold);
    assertEquals(List.of(asks(reoffered)), call.at(3_000, new SipEvent.Reoffered(hold)));
    assertEquals(
        List.of(sip(new SipRequest.Reanswer("v=0 recvonly")),
            emit(new Event.Hold(ID, 3_010, true, null))),
        call.at(3_010, new Signal.MediaGave(reoffered, "v=0 recvonly")));
    String resume = "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=sendrecv\r\n";
    call.at(4_000, new SipEvent.Reoffered(resume));
    assertEquals(
        List.of(sip(new SipRequest.Reanswer("v=0 sendrecv")),
            emit(new Event.Hold(ID, 4_010, false, null))),
        call.at(4_010,
            new Signal.MediaGave(new MediaRequest.Reoffered(ID, resume), "v=0 sendrecv")));
  }

  @Test
  void aChangeThatDoesNotFitIsRefusedAndTheCallGoesOn() {
    TestPhone call = talking();
    assertEquals(List.of(sip(new SipRequest.RefuseReoffer(488, "no codec"))),
        call.at(3_010,
            new Signal.MediaDenied(new MediaRequest.Reoffered(ID, "v=0"), 488, "no codec")));
    assertEquals(Phase.ANSWERED, call.machine.phase());
  }

  @Test
  void weHoldTheFarEnd() {
    TestPhone call = talking();
    MediaRequest reoffer = new MediaRequest.Reoffer(ID, true);
    assertEquals(List.of(asks(reoffer)), call.at(3_000, new Command.Hold()));
    assertEquals(List.of(sip(new SipRequest.Reoffer("v=0 hold"))),
        call.at(3_010, new Signal.MediaGave(reoffer, "v=0 hold")));
    assertEquals(List.of(asks(new MediaRequest.Answered(ID, "v=0 held"))),
        call.at(3_020, new SipEvent.Reanswered("v=0 held")));
    assertEquals(List.of(asks(new MediaRequest.Reoffer(ID, false))),
        call.at(4_000, new Command.Unhold()));
    assertEquals(
        List.of(error(4_010, "command", "the far end refused the change: Busy", 488)),
        call.at(4_010, new SipEvent.ReofferRefused(488, "Busy")));
  }

  @Test
  void aHoldThatHasCrossedAChangeOfTheFarEndIsOfferedAnew() {
    TestPhone call = talking();
    MediaRequest reoffer = new MediaRequest.Reoffer(ID, true);
    call.at(3_000, new Command.Hold());
    call.at(3_010, new Signal.MediaGave(reoffer, "v=0 hold"));
    assertEquals(List.of(asks(reoffer)), call.at(5_000, new SipEvent.ReofferAgain()));
    assertEquals(List.of(sip(new SipRequest.Reoffer("v=0 hold 2"))),
        call.at(5_010, new Signal.MediaGave(reoffer, "v=0 hold 2")));
    call.at(5_020, new SipEvent.Reanswered("v=0 held"));
    assertEquals(List.of(), call.at(6_000, new SipEvent.ReofferAgain()), "nothing is wanted");
  }

  @Test
  void aReinviteWithoutSdpGetsOurOffer() {
    TestPhone call = talking();
    MediaRequest reoffer = new MediaRequest.Reoffer(ID, false);
    assertEquals(List.of(asks(reoffer)), call.at(3_000, new SipEvent.Reoffered(null)));
    assertEquals(List.of(sip(new SipRequest.Reanswer(OURS))),
        call.at(3_010, new Signal.MediaGave(reoffer, OURS)));
  }

  @Test
  void digitsGoByRtpOrByInfoAndComeByBoth() {
    Command.Dtmf digit = new Command.Dtmf("1#", 120, null);
    assertEquals(List.of(new Effect.ToMedia(new MediaRequest.Dial("1#", 120))),
        talking().at(3_000, digit));
    TestPhone byInfo = talking(new CallRules(0, 0, 0, 0, null, true));
    assertEquals(List.of(sip(new SipRequest.Info("1#", 120))), byInfo.at(3_000, digit));
    assertEquals(List.of(emit(new Event.Dtmf(ID, 3_010, "5", null))),
        byInfo.at(3_010, new SipEvent.Dtmf("5")));
    assertEquals(List.of(emit(new Event.Dtmf(ID, 3_020, "6", null))),
        byInfo.at(3_020, new MediaEvent.Dtmf("6")));
  }

  @Test
  void messagesInBothDirections() {
    TestPhone call = talking();
    assertEquals(List.of(sip(new SipRequest.Message("hi", "text/plain", Map.of("X-A", "1")))),
        call.at(3_000, new Command.Message("hi", null, Map.of("X-A", "1"), false)));
    assertEquals(List.of(emit(new Event.Message(ID, 3_010, "ho", "text/plain", null))),
        call.at(3_010, new SipEvent.MessageCame("ho", "text/plain")));
  }

  @Test
  void aTransferThatTheFarEndAsksForIsTold() {
    assertEquals(List.of(emit(new Event.TransferRequest(ID, 3_000, "sip:c@c.test", BOB, null))),
        talking().at(3_000, new SipEvent.TransferAsked("sip:c@c.test", BOB)));
  }

  @Test
  void whatNeedsAnAnsweredCallWaitsForIt() {
    TestPhone call = dialled();
    call.at(1_400, new SipEvent.Progress(183, "Progress", THEIRS));
    call.at(1_410, agreed());
    assertEquals(List.of(), call.at(1_500, new Command.Message("hi", null, null, false)));
    assertEquals(sip(new SipRequest.Message("hi", "text/plain", Map.of())),
        call.at(2_000, new SipEvent.Answered(THEIRS)).getLast());
  }
}
