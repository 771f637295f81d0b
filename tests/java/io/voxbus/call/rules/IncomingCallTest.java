package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestPhone.ALICE;
import static io.voxbus.call.rules.TestPhone.BOB;
import static io.voxbus.call.rules.TestPhone.ID;
import static io.voxbus.call.rules.TestPhone.OURS;
import static io.voxbus.call.rules.TestPhone.THEIRS;
import static io.voxbus.call.rules.TestPhone.agreed;
import static io.voxbus.call.rules.TestPhone.all;
import static io.voxbus.call.rules.TestPhone.answered;
import static io.voxbus.call.rules.TestPhone.asks;
import static io.voxbus.call.rules.TestPhone.called;
import static io.voxbus.call.rules.TestPhone.closes;
import static io.voxbus.call.rules.TestPhone.emit;
import static io.voxbus.call.rules.TestPhone.ends;
import static io.voxbus.call.rules.TestPhone.error;
import static io.voxbus.call.rules.TestPhone.hangup;
import static io.voxbus.call.rules.TestPhone.opens;
import static io.voxbus.call.rules.TestPhone.sip;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A telephone call that has come in and waits for a client. */
class IncomingCallTest {
  private static final CallOption TAKEN = CallOption.NONE.between(ALICE, BOB, THEIRS);
  private static final Command ACCEPT = new Command.Accept(null);

  @Test
  void incomingIsTheFirstEvent() {
    TestPhone call = called(THEIRS);
    assertEquals(
        List.of(emit(new Event.Incoming(ID, 1_000, ALICE, BOB, THEIRS, Map.of("X-A", "1"))),
            new Effect.AskWebhook("")),
        call.begun);
    assertEquals(Phase.PENDING, call.machine.phase());
  }

  @Test
  void whoAcceptsIsAnsweredWithOurSdp() {
    TestPhone call = called(THEIRS);
    assertEquals(List.of(opens(TAKEN, THEIRS)), call.at(2_000, ACCEPT));
    assertEquals(
        all(List.of(sip(new SipRequest.Accept(OURS))), answered(2_010, OURS)),
        call.at(2_010, new Signal.MediaOpened(OURS)));
  }

  @Test
  void withoutAnOfferTheCallIsAnsweredWhenTheCallerHasAnsweredOurs() {
    TestPhone call = called(null);
    call.at(2_000, ACCEPT);
    assertEquals(List.of(sip(new SipRequest.Accept(OURS))),
        call.at(2_010, new Signal.MediaOpened(OURS)));
    assertEquals(List.of(asks(new MediaRequest.Answered(ID, THEIRS))),
        call.at(2_020, new SipEvent.Answered(THEIRS)));
    assertEquals(answered(2_030, THEIRS), call.at(2_030, agreed()));
  }

  @Test
  void ringingWithoutAudioOnlyRings() {
    assertEquals(
        List.of(sip(new SipRequest.Ring(null)), new Effect.Ringing(),
            emit(new Event.Ringing(ID, 2_000, false, null))),
        called(THEIRS).at(2_000, new Command.Ringing(null, false, null)));
  }

  @Test
  void aRingtoneIsPlayedOverAndOverUntilTheCallIsTaken() {
    TestPhone call = called(THEIRS);
    assertEquals(List.of(opens(TAKEN, THEIRS)),
        call.at(2_000, new Command.Ringing("ring.wav", false, null)));
    assertEquals(
        List.of(sip(new SipRequest.Ring(OURS)), new Effect.Ringing(),
            emit(new Event.Ringing(ID, 2_010, true, null)), plays(0)),
        call.at(2_010, new Signal.MediaOpened(OURS)));
    call.at(2_020, new MediaEvent.ItemBegan(0, 0));
    assertEquals(List.of(plays(1)), call.at(3_000, new MediaEvent.ItemEnded(0, 0, 980)));
    assertEquals(
        all(List.of(
            new Effect.ToVoice(new io.voxbus.protocol.bus.AiRequest.Cancel(List.of(1))),
            new Effect.ToMedia(new MediaRequest.Stop(0)),
            new Effect.ToMedia(new MediaRequest.Configure(TAKEN)),
            sip(new SipRequest.Accept(OURS))), answered(3_500, OURS)),
        call.at(3_500, ACCEPT));
    assertEquals(List.of("TrackEnd"),
        call.at(3_510, new MediaEvent.Stopped(0, 1, 500, 980)).stream()
            .map(effect -> ((Effect.Emit) effect).event().getClass().getSimpleName()).toList());
  }

  @Test
  void aRingtoneThatIsEmptyDoesNotSpin() {
    TestPhone call = called(THEIRS);
    call.at(2_000, new Command.Ringing("ring.wav", false, null));
    call.at(2_010, new Signal.MediaOpened(OURS));
    call.at(2_020, new MediaEvent.ItemBegan(0, 0));
    assertEquals(List.of("TrackEnd"),
        call.at(2_030, new MediaEvent.ItemEnded(0, 0, 0)).stream()
            .map(effect -> ((Effect.Emit) effect).event().getClass().getSimpleName()).toList());
  }

  @Test
  void whoAcceptsWhileTheEarlyMediaIsBeingOpenedIsAnsweredAtOnce() {
    TestPhone call = called(THEIRS);
    call.at(2_000, new Command.Ringing(null, true, null));
    assertEquals(List.of(), call.at(2_005, ACCEPT));
    assertEquals(
        all(List.of(new Effect.ToMedia(new MediaRequest.Configure(TAKEN)),
            sip(new SipRequest.Accept(OURS))), answered(2_010, OURS)),
        call.at(2_010, new Signal.MediaOpened(OURS)));
  }

  @Test
  void whatIsPlayedBeforeTheCallIsTakenWaitsForEarlyMediaOrTheAnswer() {
    TestPhone call = called(THEIRS);
    assertEquals(List.of(), call.at(1_500, new Command.Play("a.wav", "a", false, null, null)));
    call.at(2_000, new Command.Ringing(null, true, null));
    assertEquals(
        new Effect.ToMedia(new MediaRequest.Play(0, 0, new Sound.File("a.wav", 0))),
        call.at(2_010, new Signal.MediaOpened(OURS)).getLast());
  }

  @ParameterizedTest
  @CsvSource({"486,486", "603,603", ",603", "200,603", "1000,603"})
  void whoRejectsNamesTheStatus(Integer code, int status) {
    TestPhone call = called(THEIRS);
    assertEquals(
        List.of(sip(new SipRequest.End(status, "",
            Map.of("Reason", "SIP;cause=" + status + ";text=\"out  to lunch\""))), closes()),
        call.at(2_000, new Command.Reject("out \"to lunch", code)));
    assertEquals(hangup(2_010, "rejected", "callee", null), call.close(2_010));
    assertEquals(status, call.machine.status());
  }

  @Test
  void aCallThatNobodyTakesIsRefused() {
    TestPhone call = called(THEIRS);
    assertEquals(51_000, call.machine.nextMillis());
    assertEquals(List.of(ends(480), closes()), call.tick());
    assertEquals(hangup(51_010, "noAnswer", "system", null), call.close(51_010));
    assertEquals(480, call.machine.status());
  }

  @Test
  void theCallerGivesUp() {
    TestPhone call = called(THEIRS);
    call.at(2_000, new Command.Ringing(null, false, null));
    assertEquals(List.of(closes()), call.at(3_000, new SipEvent.Cancelled()));
    assertEquals(hangup(3_010, "canceled", "caller", 2_000L), call.close(3_010));
  }

  @ParameterizedTest
  @CsvSource({"clientDisconnected,client,603", "killed,system,480", "system,system,503"})
  void aCallThatEndsBeforeItIsTakenIsRefused(String reason, String initiator, int status) {
    assertEquals(List.of(ends(status), closes()),
        called(THEIRS).at(2_000, new Signal.Ended(reason, initiator)));
  }

  @ParameterizedTest
  @CsvSource({"488,488", "503,503", "400,503"})
  void mediaThatCannotBeOpenedRefusesTheCaller(int code, int status) {
    TestPhone call = called(THEIRS);
    call.at(2_000, ACCEPT);
    String reason = "SIP;cause=" + code + ";text=\"no codec\"";
    assertEquals(
        all(List.of(sip(new SipRequest.End(status, "", status == 488
            ? Map.of("Reason", reason, "Warning", "399 voxbus \"no codec\"")
            : Map.of("Reason", reason))),
            error(2_010, "accept", "no codec", code)), hangup(2_010, "failed", "system", null)),
        call.at(2_010, new Signal.MediaRefused(code, "no codec")));
  }

  @Test
  void aCallIsTakenOnce() {
    TestPhone call = called(THEIRS);
    call.at(2_000, ACCEPT);
    assertEquals(List.of(error(2_005, "command", "the call is set up already", 409)),
        call.at(2_005, ACCEPT));
  }

  @Test
  void theCallerHangsUp() {
    TestPhone call = called(THEIRS);
    call.at(2_000, ACCEPT);
    call.at(2_010, new Signal.MediaOpened(OURS));
    assertEquals(List.of(closes()), call.at(3_000, new SipEvent.HungUp(null, Map.of())));
    assertEquals("caller",
        ((Effect.Finish) call.close(3_010).getLast()).initiator());
  }

  private static Effect plays(int item) {
    return new Effect.ToMedia(new MediaRequest.Play(0, item, new Sound.File("ring.wav", 0)));
  }
}
