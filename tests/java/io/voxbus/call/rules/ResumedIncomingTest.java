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
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
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
      "us", new SipDialog.Session(false, 0, false, false, null),
      new SipDialog.Known(List.of(), null, null), null);
  private static final String LEG = "s1-refer-1";
  private static final MediaRequest OPEN = new MediaRequest.OpenLeg(LEG,
      new Carrier.Rtp(null, Carrier.Srtp.OFF));
  private static final Route TO_BOB = new Route.ToUser("bob");
  private static final SipInvite INVITE = new SipInvite("sip:bob@b.test",
      "SIP/2.0/UDP a.test;branch=z9hG4bK1", "<sip:us@a.test>;tag=a", "<sip:bob@b.test>", "d", 1,
      "", "UDP", new SipDialog.Way("127.0.0.1", 5060));
  private static final CallOption OPTION = CallOption.NONE.between(ALICE, BOB, THEIRS);
  private static final Resumption AT = new Resumption("n2", 2, 3_000);
  private static final Effect HEARD = sip(new SipRequest.Hear(ID, WAITING));
  private static final Effect ASKED = new Effect.AskWebhook("");
  private static final Effect TOLD = new Effect.Emit(new Event.Custom(ID, 4_000, "cluster",
      Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", 1_000L), null));

  @Test
  void itsInviteIsHeardHereAndWhoAcceptsAnswersIt() {
    CallMachine call = restored(waiting().machine, THEIRS);

    assertEquals(List.of(HEARD, TOLD), call.resume(AT, 4_000).subList(0, 2));
    assertEquals(Phase.PENDING, call.phase());
    assertEquals(List.of(opens(OPTION, THEIRS)), at(call, 5_000, new Command.Accept(null)));
    assertEquals(sip(new SipRequest.Accept(OURS)),
        call.on(new Signal.MediaOpened(OURS), 5_010).getFirst());
    assertEquals(Phase.ANSWERED, call.phase());
    assertEquals(5_010, call.answerMillis());
  }

  @Test
  void aWebhookThatHasNotDecidedIsAskedAgainByEachNode() {
    CallMachine call = restored(waiting().machine, THEIRS);

    assertEquals(List.of(HEARD, TOLD, ASKED), call.resume(AT, 4_000));
    CallMachine next = restored(call, THEIRS);
    next.on(told(new SipEvent.Waits(WAITING)), 4_005);
    assertEquals(List.of(HEARD, ASKED), next.resume(new Resumption("n3", 3, 4_500), 5_000).stream()
        .filter(effect -> !(effect instanceof Effect.Emit)).toList());
    assertEquals(List.of(opens(OPTION, THEIRS)),
        next.on(new Signal.Decided(List.of(new Command.Accept(null))), 5_100));
  }

  @Test
  void aWebhookThatHasTakenNoteOrComesTooLateIsNotAskedAgain() {
    TestPhone noted = waiting();
    noted.at(2_000, new Signal.Decided(List.of()));
    assertEquals(List.of(HEARD, TOLD), restored(noted.machine, THEIRS).resume(AT, 4_000));

    TestPhone taken = waiting();
    taken.at(2_000, new Command.Accept(null));
    assertEquals(List.of(),
        taken.at(2_005, new Signal.Decided(List.of(new Command.Reject(null, 486)))));
    assertEquals(List.of(HEARD, TOLD),
        restored(taken.machine, THEIRS).resume(AT, 4_000).subList(0, 2));
    assertEquals(new MachineState.Routing(null, List.of(), false),
        taken.machine.state().routing());
  }

  @Test
  void theWebhookThatTheDialPlanNamesIsTheOneThatIsAskedAgain() {
    TestPhone routed = TestPhone.routed(THEIRS, new Route.ToWebhook("http://bot"));
    routed.at(1_010, new SipEvent.Waits(WAITING));

    assertEquals(new Effect.AskWebhook("http://bot"),
        restored(routed.machine, THEIRS).resume(AT, 4_000).getLast());
  }

  /** What an older version has kept does not tell where the call was going. */
  @Test
  void oneThatTellsNothingOfItsWayIsLeftToItsClientsForAWhile() throws Exception {
    ObjectNode kept = (ObjectNode) Json.mapper().readTree(Json.text(ringing().machine.state()));
    kept.remove("routing");
    ((ObjectNode) kept.path("transfer")).remove("leg");
    CallMachine call = restored(Json.mapper().treeToValue(kept, MachineState.class), THEIRS);

    assertEquals(List.of(HEARD, TOLD), call.resume(AT, 4_000));
    assertEquals(4_000 + CallRules.defaults().acceptMillis(), call.nextMillis());
    assertEquals(ends(480), call.on(new Signal.Tick(), call.nextMillis()).getFirst());
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
  void thePhonesThatRangForItRingAnew() {
    CallMachine call = restored(ringing().machine, THEIRS);

    assertEquals(
        List.of(HEARD, TOLD,
            new Effect.OpenMedia(OPTION, new Carrier.Rtp(THEIRS, Carrier.Srtp.OFF), 2),
            new Effect.ToSip(LEG, new SipRequest.Withdraw(INVITE))),
        call.resume(AT, 4_000));
    assertEquals(List.of(new Effect.AskMedia(OPEN)), call.on(new Signal.MediaOpened(OURS), 4_010));
    assertEquals(List.of(dial(LEG, TO_BOB)), call.on(new Signal.MediaGave(OPEN, OURS), 4_020));
    call.on(new Signal.FromSip(LEG, new SipEvent.Answered("v=0 callee")), 5_000);
    List<Effect> taken = call.on(
        new Signal.MediaGave(new MediaRequest.Answered(LEG, "v=0 callee"), ""), 5_010);
    assertTrue(taken.contains(sip(new SipRequest.Accept(OURS))), taken.toString());
    assertEquals(Phase.ANSWERED, call.phase());
  }

  @Test
  void whenNobodyPicksUpThereTheNextRuleDecides() {
    CallMachine call = restored(ringing().machine, THEIRS);
    call.resume(AT, 4_000);
    call.on(new Signal.MediaOpened(OURS), 4_010);
    call.on(new Signal.MediaGave(OPEN, OURS), 4_020);

    assertEquals(new Effect.AskMedia(new MediaRequest.OpenLeg("s1-refer-2",
        new Carrier.Rtp(null, Carrier.Srtp.OFF))), call
            .on(new Signal.FromSip(LEG,
                new SipEvent.Refused(486, "Busy Here")), 5_000)
            .getLast());
  }

  /** Nobody has said to have heard our INVITE, or the media was not there yet. */
  @Test
  void aPhoneThatCannotBeTakenBackIsCalledAllTheSame() {
    TestPhone routed = TestPhone.routed(THEIRS, TO_BOB);
    routed.at(1_010, new SipEvent.Waits(WAITING));
    CallMachine call = restored(routed.machine, THEIRS);
    call.resume(AT, 4_000);

    assertEquals(List.of(new Effect.AskMedia(OPEN)), call.on(new Signal.MediaOpened(OURS), 4_010));
  }

  private static TestPhone ringing() {
    TestPhone call = TestPhone.routed(THEIRS, TO_BOB, new Route.ToUser("desk"));
    call.at(1_010, new SipEvent.Waits(WAITING));
    call.at(1_010, new Signal.MediaOpened(OURS));
    call.at(1_010, new Signal.MediaGave(OPEN, OURS));
    call.at(1_020, new Signal.FromSip(LEG, new SipEvent.Invited(INVITE)));
    call.at(1_100, new Signal.FromSip(LEG, new SipEvent.Progress(180, "Ringing", null)));
    return call;
  }

  /** From phone to phone: whom the dial plan has connected stay connected, and end together. */
  @Test
  void aCallThatADialPlanHasConnectedEndsWithThePhoneThatTookIt() {
    TestPhone before = ringing();
    before.at(2_000, new Signal.FromSip(LEG, new SipEvent.Answered("v=0 callee")));
    before.at(2_010, new Signal.MediaGave(new MediaRequest.Answered(LEG, "v=0 callee"), ""));
    before.at(2_020, new SipEvent.Kept(DIALOG));
    before.at(2_020, new Signal.FromSip(LEG, new SipEvent.Kept(DIALOG)));
    CallMachine call = restored(before.machine, THEIRS);
    call.resume(AT, 4_000);
    call.on(new Signal.MediaOpened("v=0 next"), 4_010);
    call.on(told(new SipEvent.Reanswered("v=0 again")), 4_020);
    call.on(new Signal.MediaGave(new MediaRequest.Answered(ID, "v=0 again"), ""), 4_030);

    List<Effect> effects = call.on(new Signal.MediaDenied(OPEN, 503, "no port"), 4_040);
    assertTrue(effects.contains(ends(603)), "nobody else is there for the caller: " + effects);
    assertEquals(new Effect.Finish("nodeFailure", "system"), call.on(
        new Signal.FromMedia(new MediaEvent.Closed(0, null)), 4_050).getLast());
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

    assertEquals(sip(new SipRequest.Resume(ID, DIALOG.takenOver(1))),
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
      return restored(Json.mapper().readValue(Json.text(from.state()), MachineState.class), offer);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static CallMachine restored(MachineState state, @Nullable String offer) {
    return CallMachine.restored(new CallSetup(ID, CallType.SIP, OPTION.between(ALICE, BOB, offer),
        "server-side-track", null, false,
        new CallSetup.Incoming(offer, Map.of(), List.of(new Route.ToWebhook("")))),
        CallRules.defaults(), "n2", state);
  }

  private static Effect dial(String leg, Route route) {
    return new Effect.Dial(new SipRequest.Dial(leg,
        new SipRequest.Callee(BOB, ALICE, null, null), OURS, route));
  }

  private static Signal told(SipEvent event) {
    return new Signal.FromSip(ID, event);
  }

  private static List<Effect> at(CallMachine call, long now, Command command) {
    return call.on(new Signal.Commanded(command), now);
  }
}
