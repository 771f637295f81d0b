package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestPhone.ALICE;
import static io.voxbus.call.rules.TestPhone.BOB;
import static io.voxbus.call.rules.TestPhone.ID;
import static io.voxbus.call.rules.TestPhone.OURS;
import static io.voxbus.call.rules.TestPhone.THEIRS;
import static io.voxbus.call.rules.TestPhone.ends;
import static io.voxbus.call.rules.TestPhone.opens;
import static io.voxbus.call.rules.TestPhone.sip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A telephone call that has come in and is not answered when its node is lost, on the node that takes it over. */
class ResumedIncomingTest {
  private static final SipWaiting WAITING = new SipWaiting("c", "z9hg4bk1", "INVITE", "UDP",
      new SipDialog.Way("127.0.0.1", 5060), "a", new SipDialog.Known(List.of(), null, null));
  private static final SipDialog DIALOG = new SipDialog("c",
      new SipDialog.Side("<sip:us@a.test>", "a", 1),
      new SipDialog.Side("<sip:bob@b.test>", "b", 1), "sip:bob@b.test", List.of(), "UDP", null,
      "us", new SipDialog.Session(false, 0, false, false),
      new SipDialog.Known(List.of(), null, null), null);
  private static final CallOption OPTION = CallOption.NONE.between(ALICE, BOB, THEIRS);
  private static final Resumption AT = new Resumption("n2", 2, 3_000);
  private static final Effect HEARD = sip(new SipRequest.Hear(ID, WAITING));
  private static final Effect TOLD = new Effect.Emit(new Event.Custom(ID, 4_000, "cluster",
      Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", 1_000L), null));

  @Test
  void itsInviteIsHeardHereAndWhoAcceptsAnswersIt() {
    CallMachine call = restored(waiting().machine, THEIRS);

    assertEquals(List.of(HEARD, TOLD), call.resume(AT, 4_000));
    assertEquals(Phase.PENDING, call.phase());
    assertEquals(List.of(opens(OPTION, THEIRS)), at(call, 5_000, new Command.Accept(null)));
    assertEquals(sip(new SipRequest.Accept(OURS)),
        call.on(new Signal.MediaOpened(OURS), 5_010).getFirst());
    assertEquals(Phase.ANSWERED, call.phase());
    assertEquals(5_010, call.answerMillis());
  }

  @Test
  void whoRejectsRefusesIt() {
    CallMachine call = resumed();

    assertEquals(ends(486), at(call, 5_000, new Command.Reject(null, 486)).getFirst());
    assertEquals(486, call.status());
  }

  @Test
  void theTimeInWhichItMustBeTakenGoesOn() {
    long until = waiting().machine.nextMillis();
    CallMachine call = resumed();

    assertEquals(until, call.nextMillis());
    assertEquals(ends(480), call.on(new Signal.Tick(), until).getFirst());
  }

  @Test
  void oneThatIsTooLateIsRefusedAtOnce() {
    CallMachine call = restored(waiting().machine, THEIRS);
    call.resume(new Resumption("n2", 2, 3_000), 100_000);

    assertTrue(call.nextMillis() < 100_000);
    assertEquals(ends(480), call.on(new Signal.Tick(), 100_000).getFirst());
  }

  @Test
  void aCallerWhoGivesUpIsHeard() {
    CallMachine call = resumed();
    call.on(told(new SipEvent.Cancelled()), 5_000);

    assertEquals(Phase.ENDING, call.phase());
    assertEquals(487, call.status());
  }

  @Test
  void itMayGoOnOnceMore() {
    CallMachine call = restored(resumed(), THEIRS);

    assertEquals(HEARD, call.resume(new Resumption("n3", 3, 4_500), 5_000).getFirst());
  }

  @Test
  void oneThatIsBeingTakenIsAnsweredHere() {
    TestPhone taken = waiting();
    taken.at(2_000, new Command.Accept(null));
    CallMachine call = restored(taken.machine, THEIRS);

    assertEquals(
        List.of(HEARD, TOLD,
            new Effect.OpenMedia(OPTION, new Carrier.Rtp(THEIRS, Carrier.Srtp.OFF), 2)),
        call.resume(AT, 4_000));
    assertEquals(sip(new SipRequest.Accept(OURS)),
        call.on(new Signal.MediaOpened(OURS), 4_010).getFirst());
  }

  @Test
  void whatWasPlayedToTheCallerHasEnded() {
    TestPhone ringing = waiting();
    ringing.at(2_000, new Command.Ringing("ring.wav", false, null));
    ringing.at(2_010, new Signal.MediaOpened(OURS));
    CallMachine call = restored(ringing.machine, THEIRS);
    call.resume(AT, 4_000);

    assertEquals(List.of(opens(OPTION, THEIRS)), at(call, 5_000, new Command.Accept(null)),
        "the media is opened anew");
  }

  @Test
  void anInviteThatCannotBeHeardHereEndsTheCallOnce() {
    CallMachine call = restored(waiting().machine, THEIRS);
    call.resume(AT, 4_000);
    call.on(told(new SipEvent.Lost(503, "not listening on UDP")), 4_010);

    assertEquals(new Effect.Finish("nodeFailure", "system"),
        call.on(new Signal.Tick(), call.nextMillis()).getLast());
  }

  @Test
  void aCallerForWhomOthersWereCalledIsRefused() {
    TestPhone routed = TestPhone.routed(THEIRS, new Route.ToUser("bob"));
    routed.at(1_010, new SipEvent.Waits(WAITING));
    List<Effect> effects = restored(routed.machine, THEIRS).resume(AT, 4_000);

    assertEquals(List.of(HEARD, TOLD, ends(503)), effects.subList(0, 3));
    assertEquals(new Effect.Finish("nodeFailure", "system"), effects.getLast());
  }

  /** The caller knows of the answer, and has acknowledged it to the node that is lost. */
  @Test
  void oneThatWasAnsweredWithoutAnOfferIsLost() {
    TestPhone taken = TestPhone.called(null);
    taken.at(1_010, new SipEvent.Waits(WAITING));
    taken.at(2_000, new Command.Accept(null));
    taken.at(2_010, new Signal.MediaOpened(OURS));
    List<Effect> effects = restored(taken.machine, null).resume(AT, 4_000);

    assertEquals(new Effect.Finish("nodeFailure", "system"), effects.getLast());
  }

  @Test
  void itsInviteIsForgottenWhenItsDialogIsKnown() {
    TestPhone taken = waiting();
    taken.at(2_000, new Command.Accept(null));
    taken.at(2_010, new Signal.MediaOpened(OURS));
    taken.at(2_020, new SipEvent.Kept(DIALOG));

    assertEquals(sip(new SipRequest.Resume(ID, DIALOG)),
        restored(taken.machine, THEIRS).resume(AT, 4_000).getFirst());
    assertEquals(null, taken.machine.state().phone().waits());
  }

  private static TestPhone waiting() {
    TestPhone call = TestPhone.called(THEIRS);
    call.at(1_010, new SipEvent.Waits(WAITING));
    return call;
  }

  private static CallMachine resumed() {
    CallMachine call = restored(waiting().machine, THEIRS);
    call.resume(AT, 4_000);
    call.on(told(new SipEvent.Waits(WAITING)), 4_005);
    return call;
  }

  private static CallMachine restored(CallMachine from, @Nullable String offer) {
    try {
      MachineState state = Json.mapper().readValue(Json.text(from.state()), MachineState.class);
      return CallMachine.restored(new CallSetup(ID, CallType.SIP, OPTION.between(ALICE, BOB, offer),
          "server-side-track", null, false,
          new CallSetup.Incoming(offer, Map.of(), List.of(new Route.ToWebhook("")))),
          CallRules.defaults(), "n2", state);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Signal told(SipEvent event) {
    return new Signal.FromSip(ID, event);
  }

  private static List<Effect> at(CallMachine call, long now, Command command) {
    return call.on(new Signal.Commanded(command), now);
  }
}
