package io.voxbus.call.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A telephone call whose node is lost, on the node that takes it over. */
class ResumedPhoneTest {
  private static final String ID = TestPhone.ID;
  private static final String NEXT = "v=0 our next";
  private static final String AGAIN = "v=0 theirs again";
  private static final SipDialog DIALOG = new SipDialog("c",
      new SipDialog.Side("<sip:us@a.test>", "a", 1),
      new SipDialog.Side("<sip:bob@b.test>", "b", -1), "sip:bob@b.test", List.of(), "UDP", null,
      "us", new SipDialog.Session(true, 0, true, false, null),
      new SipDialog.Known(List.of(), null, null), null);
  private static final SipInvite INVITE = new SipInvite("sip:bob@b.test",
      "SIP/2.0/UDP a.test;branch=z9hG4bK1", "<sip:us@a.test>;tag=a", "<sip:bob@b.test>", "c", 1, "",
      "UDP", new SipDialog.Way("127.0.0.1", 5060));
  private static final Carrier.Talk TALK = new Carrier.Talk(TestPhone.OURS, TestPhone.THEIRS);

  @Test
  void theDialogGoesOnFirstThenTheMediaThenTheFarEndIsAskedAlong() {
    CallMachine call = restored(talking());

    assertEquals(
        List.of(new Effect.ToSip(ID, new SipRequest.Resume(ID, DIALOG.takenOver(1))),
            opens(TALK.offered(1))),
        call.resume(new Resumption("n2", 2, 3_000), 4_000));
    assertEquals(List.of(new Effect.ToSip(ID, new SipRequest.Reoffer(NEXT))),
        call.on(new Signal.MediaOpened(NEXT), 4_010));
    assertEquals(List.of(new Effect.AskMedia(new MediaRequest.Answered(ID, AGAIN))),
        call.on(told(new SipEvent.Reanswered(AGAIN)), 4_050));
    assertEquals(List.of(new Effect.Emit(new Event.Custom(ID, 4_060, "cluster",
        Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", 1_060L), null))),
        call.on(agreed(), 4_060));
    assertEquals(Phase.ANSWERED, call.phase());
    assertEquals(2_000, call.answerMillis());
    assertEquals(Long.MAX_VALUE, call.nextMillis());
    assertEquals(new Carrier.Talk(NEXT, AGAIN), call.state().phone().talk());
  }

  /** An address that moves: the far end sends here already, and hears us; it is asked along for its later requests. */
  @Test
  void withTheAddressAndPortOfTheLostNodeItGoesOnAtOnceAndIsAskedAlongWhenOthersHaveBeen() {
    CallMachine call = resumed();

    List<Effect> goesOn = call.on(new Signal.MediaOpened(NEXT, true), 4_010);
    assertEquals(List.of(new Effect.Emit(new Event.Custom(ID, 4_010, "cluster",
        Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", 1_010L), null))), goesOn);
    assertEquals(Phase.ANSWERED, call.phase());
    assertFalse(call.movable(), "the far end has not answered yet");
    assertEquals(
        List.of(new Effect.Emit(
            new Event.Error(ID, 4_020, "command", "another change is under way", 409))),
        call.on(new Signal.Commanded(new Command.Hold()), 4_020));
    assertEquals(5_510, call.nextMillis());
    assertEquals(List.of(new Effect.ToSip(ID, new SipRequest.Reoffer(NEXT))),
        call.on(new Signal.Tick(), 5_510));
    assertEquals(List.of(new Effect.AskMedia(new MediaRequest.Answered(ID, AGAIN))),
        call.on(told(new SipEvent.Reanswered(AGAIN)), 5_550));
    assertEquals(List.of(), call.on(agreed(), 5_560));
    assertEquals(Long.MAX_VALUE, call.nextMillis());
    assertTrue(call.movable());
  }

  @Test
  void howeverLateItsMediaIsThereItIsAskedBeforeItIsGivenUp() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT, true), 7_900);

    assertEquals(9_400, call.nextMillis());
    assertEquals(List.of(), call.on(new Signal.Tick(), 8_000));
    assertEquals(List.of(new Effect.ToSip(ID, new SipRequest.Reoffer(NEXT))),
        call.on(new Signal.Tick(), 9_400));
  }

  @Test
  void aFarEndThatComesAlongByItselfIsNotAsked() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT, true), 4_010);

    assertEquals(List.of(new Effect.AskMedia(new MediaRequest.Reoffered(ID, AGAIN))),
        call.on(told(new SipEvent.Reoffered(AGAIN)), 4_500));
    assertEquals(List.of(new Effect.ToSip(ID, new SipRequest.Reanswer("v=0 here"))), call.on(
        new Signal.MediaGave(new MediaRequest.Reoffered(ID, AGAIN), "v=0 here"), 4_510));
    assertEquals(Long.MAX_VALUE, call.nextMillis());
    assertTrue(call.movable());
    assertEquals(new Carrier.Talk("v=0 here", AGAIN), call.state().phone().talk());
  }

  @Test
  void whoeverHangsUpBeforeItIsAskedAlongGetsAByeAlone() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT, true), 4_010);

    assertTrue(call.on(new Signal.Commanded(new Command.Hangup(null, null, null, false)), 4_500)
        .contains(bye(603)));
    assertEquals(List.of(), call.on(new Signal.Tick(), 5_510));
  }

  @Test
  void aFarEndThatDoesNotAnswerThereEndsTheCallAllTheSame() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT, true), 4_010);
    call.on(new Signal.Tick(), 5_510);
    assertEquals(9_510, call.nextMillis());
    assertLost(call, call.on(new Signal.Tick(), 9_510));
    CallMachine refused = resumed();
    refused.on(new Signal.MediaOpened(NEXT, true), 4_010);
    refused.on(new Signal.Tick(), 5_510);
    assertLost(refused, refused.on(told(new SipEvent.ReofferRefused(488, "no")), 5_520));
  }

  @Test
  void itMayGoOnOnceMore() {
    CallMachine call = restored(talking());
    call.resume(new Resumption("n2", 2, 3_000), 4_000);
    assertEquals(opens(3, TALK.offered(2)),
        TestPhone.restored(call).resume(new Resumption("n3", 3, 4_500), 5_000).getLast(),
        "the second node has died before the far end has come along");
    up(call);
    assertEquals(opens(3, new Carrier.Talk(NEXT, AGAIN).offered(1)),
        TestPhone.restored(call).resume(new Resumption("n3", 3, 4_500), 5_000).getLast());
  }

  /** The far end must not take its requests for repeated ones, nor its offer for the same again. */
  @Test
  void afterAnHeirThatKeptNothingItGoesOnBehindWhateverThatMayHaveSaid() {
    List<Effect> effects = restored(talking()).resume(new Resumption("n3", 3, 2, 3_000), 4_000);

    assertEquals(List.of(new Effect.ToSip(ID, new SipRequest.Resume(ID, DIALOG.takenOver(2))),
        opens(3, TALK.offered(2))), effects);
    assertEquals(List.of(17L, 33L), List.of(DIALOG.takenOver(1).local().number(),
        DIALOG.takenOver(2).local().number()));
  }

  @Test
  void whatTheFarEndHasChangedSinceIsWhatGoesOn() {
    TestPhone phone = talking();
    phone.at(2_500, new SipEvent.Reoffered("v=0 hold"));
    phone.at(2_510, new Signal.MediaGave(new MediaRequest.Reoffered(ID, "v=0 hold"), "v=0 held"));

    assertEquals(opens(new Carrier.Talk("v=0 held", "v=0 hold").offered(1)),
        restored(phone).resume(new Resumption("n2", 2, 3_000), 4_000).getLast());
  }

  @Test
  void aFarEndThatIsGoneEndsTheCallOnce() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT), 4_010);

    assertLost(call, call.on(told(new SipEvent.Lost(481, "gone")), 4_020));
  }

  @Test
  void aFarEndThatRefusesGetsABye() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT), 4_010);
    List<Effect> effects = call.on(told(new SipEvent.ReofferRefused(488, "no")), 4_020);

    assertTrue(effects.contains(bye(603)), effects.toString());
    assertLost(call, effects);
  }

  @Test
  void aFarEndThatSaysNothingIsWaitedForFourSeconds() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT), 4_010);

    assertEquals(8_000, call.nextMillis());
    assertEquals(List.of(), call.on(new Signal.Tick(), 7_999));
    assertLost(call, call.on(new Signal.Tick(), 8_000));
  }

  @Test
  void withoutMediaTheCallIsLost() {
    CallMachine call = resumed();

    assertLost(call, call.on(new Signal.MediaRefused(503, "no port"), 4_010));
  }

  @Test
  void whoeverHangsUpMeanwhileEndsIt() {
    CallMachine call = resumed();
    call.on(new Signal.MediaOpened(NEXT), 4_010);
    call.on(told(new SipEvent.HungUp(null, Map.of())), 4_020);
    assertEquals("callee", hangup(call).reason());
    CallMachine other = resumed();
    List<Effect> effects = other
        .on(new Signal.Commanded(new Command.Hangup(null, null, null, false)), 4_010);
    assertTrue(effects.stream()
        .anyMatch(effect -> effect instanceof Effect.ToSip(String leg, SipRequest request)
            && request instanceof SipRequest.End),
        effects.toString());
  }

  /** The far end has not shown that it heard our INVITE: then there is none to take back. */
  @Test
  void aCallThatCannotBeTakenBackIsLost() {
    TestPhone ringing = TestPhone.dialled();
    ringing.at(1_500, new SipEvent.Progress(180, "Ringing", null));

    List<Effect> effects = restored(ringing).resume(new Resumption("n2", 2, 3_000), 4_000);
    assertTrue(effects.contains(new Effect.Finish("nodeFailure", "system")), effects.toString());
    List<Effect> called = restored(TestPhone.called("v=0"))
        .resume(new Resumption("n2", 2, 3_000), 4_000);
    assertTrue(called.contains(new Effect.Finish("nodeFailure", "system")), called.toString());
  }

  @Test
  void aCallOfOursThatRingsIsTakenBackAndPlacedAnew() {
    CallMachine call = restored(ringing());

    assertEquals(
        List.of(new Effect.ToSip(ID, new SipRequest.Withdraw(INVITE)),
            new Effect.Emit(new Event.Custom(ID, 4_000, "cluster",
                Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", 1_000L), null)),
            opens(null)),
        call.resume(new Resumption("n2", 2, 3_000), 4_000));
    assertTrue(call.on(new Signal.MediaOpened(NEXT), 4_010).getFirst() instanceof Effect.Dial);
    assertEquals(
        List.of(new Effect.Ringing(), new Effect.Emit(new Event.Ringing(ID, 4_100, false, null))),
        call.on(told(new SipEvent.Progress(180, "Ringing", null)), 4_100));
    call.on(told(new SipEvent.Answered(AGAIN)), 5_000);
    call.on(agreed(), 5_010);
    assertEquals(Phase.ANSWERED, call.phase());
    assertEquals(5_010, call.answerMillis());
  }

  @Test
  void whatRingsAtSeveralPhonesIsTakenBackAtEach() {
    SipInvite other = new SipInvite("sip:bob@d.test", INVITE.via(), INVITE.from(), INVITE.to(), "d",
        1, "", "UDP", INVITE.way());
    SipInvite proven = new SipInvite(INVITE.uri(), "SIP/2.0/UDP a.test;branch=z9hG4bK2",
        INVITE.from(), INVITE.to(), INVITE.callId(), 2, "", "UDP", INVITE.way());
    TestPhone ringing = ringing();
    ringing.at(1_600, new SipEvent.Invited(other));
    ringing.at(1_700, new SipEvent.Invited(proven));

    assertEquals(
        List.of(new Effect.ToSip(ID, new SipRequest.Withdraw(other)),
            new Effect.ToSip(ID, new SipRequest.Withdraw(proven))),
        restored(ringing).resume(new Resumption("n2", 2, 3_000), 4_000).subList(0, 2));
  }

  @Test
  void anotherNodeMayPlaceItOnceMore() {
    CallMachine call = restored(ringing());
    call.resume(new Resumption("n2", 2, 3_000), 4_000);
    call.on(new Signal.MediaOpened(NEXT), 4_010);
    call.on(told(new SipEvent.Invited(INVITE)), 4_100);

    assertEquals(new Effect.ToSip(ID, new SipRequest.Withdraw(INVITE)),
        TestPhone.restored(call).resume(new Resumption("n3", 3, 4_500), 5_000).getFirst());
  }

  @Test
  void aCallThatWasTakenBackAndIsGivenUpIsNotPlaced() {
    CallMachine call = restored(ringing());
    call.resume(new Resumption("n2", 2, 3_000), 4_000);
    List<Effect> effects = call.on(
        new Signal.Commanded(new Command.Hangup(null, null, null, false)),
        4_005);

    assertTrue(effects.contains(new Effect.ToMedia(new MediaRequest.Close())),
        effects.toString());
    assertTrue(call.on(new Signal.MediaOpened(NEXT), 4_010).stream()
        .noneMatch(effect -> effect instanceof Effect.Dial));
  }

  @Test
  void aCallThatWasAnsweredJustBeforeIsLostAsItsDialogIsNotKnown() {
    TestPhone phone = ringing();
    phone.at(2_000, new SipEvent.Answered(TestPhone.THEIRS));

    List<Effect> effects = restored(phone).resume(new Resumption("n2", 2, 3_000), 4_000);
    assertTrue(effects.contains(new Effect.Finish("nodeFailure", "system")), effects.toString());
  }

  private static TestPhone ringing() {
    TestPhone ringing = TestPhone.dialled();
    ringing.at(1_400, new SipEvent.Invited(INVITE));
    ringing.at(1_500, new SipEvent.Progress(180, "Ringing", null));
    return ringing;
  }

  @Test
  void onlyACallWhoseDialogIsKnownMoves() {
    assertTrue(talking().machine.movable());
    assertFalse(TestPhone.talking().machine.movable());
    assertFalse(TestPhone.dialled().machine.movable());
    TestPhone holding = talking();
    holding.at(3_000, new Command.Hold());
    assertFalse(holding.machine.movable(), "a change is under way");
  }

  private static TestPhone talking() {
    TestPhone phone = TestPhone.talking();
    phone.at(2_000, new SipEvent.Kept(DIALOG));
    return phone;
  }

  private static CallMachine resumed() {
    CallMachine call = restored(talking());
    call.resume(new Resumption("n2", 2, 3_000), 4_000);
    return call;
  }

  private static void up(CallMachine call) {
    call.on(new Signal.MediaOpened(NEXT), 4_010);
    call.on(told(new SipEvent.Reanswered(AGAIN)), 4_050);
    call.on(agreed(), 4_060);
  }

  private static void assertLost(CallMachine call, List<Effect> effects) {
    assertTrue(effects.contains(new Effect.ToMedia(new MediaRequest.Close())),
        effects.toString());
    assertEquals("nodeFailure", hangup(call).reason());
  }

  private static Event.Hangup hangup(CallMachine call) {
    return call.on(new Signal.FromMedia(new MediaEvent.Closed(0, null)), 9_000).stream()
        .map(effect -> effect instanceof Effect.Emit(Event.Hangup h) ? h : null)
        .filter(java.util.Objects::nonNull).findFirst().orElseThrow();
  }

  private static Effect bye(int code) {
    return new Effect.ToSip(ID, new SipRequest.End(code, "", Map.of()));
  }

  private static Signal told(SipEvent event) {
    return new Signal.FromSip(ID, event);
  }

  private static Signal agreed() {
    return new Signal.MediaGave(new MediaRequest.Answered(ID, AGAIN), "");
  }

  private static Effect opens(Carrier.@Nullable Talk talk) {
    return opens(2, talk);
  }

  private static Effect opens(long part, Carrier.@Nullable Talk talk) {
    return new Effect.OpenMedia(TestPhone.OPTION,
        new Carrier.Rtp(null, Carrier.Srtp.OFF, talk), part);
  }

  private static CallMachine restored(TestPhone phone) {
    return TestPhone.restored(phone.machine);
  }
}
