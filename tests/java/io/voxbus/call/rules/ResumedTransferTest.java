package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestPhone.ID;
import static io.voxbus.call.rules.TestPhone.asks;
import static io.voxbus.call.rules.TestPhone.closes;
import static io.voxbus.call.rules.TestPhone.emit;
import static io.voxbus.call.rules.TestPhone.restored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Json;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A telephone call with a second leg whose node is lost, on the node that takes it over. */
class ResumedTransferTest {
  private static final String LEG = "s1-refer-1";
  private static final String OURS = "v=0 our second";
  private static final String THEIRS = "v=0 their second";
  private static final String NEXT = "v=0 our second, next";
  private static final String AGAIN = "v=0 their second, again";
  private static final SipDialog DIALOG = dialog("c");
  private static final SipDialog SECOND = dialog("d");
  private static final SipInvite INVITE = new SipInvite("sip:carol@c.test",
      "SIP/2.0/UDP a.test;branch=z9hG4bK1", "<sip:us@a.test>;tag=a", "<sip:carol@c.test>", "d", 1,
      "", "UDP", new SipDialog.Way("127.0.0.1", 5060));
  private static final Resumption AT = new Resumption("n2", 2, 3_000);

  @Test
  void whoHasAnsweredComesAlong() {
    CallMachine call = restored(transferred());
    List<Effect> begun = call.resume(AT, 4_000);

    assertEquals(List.of(new Effect.ToSip(LEG, new SipRequest.Resume(LEG, SECOND.takenOver(1)))),
        of(begun));
    assertEquals(asks(open(new Carrier.Talk(OURS, THEIRS).offered(1))), up(call).getLast());
    assertEquals(List.of(new Effect.ToSip(LEG, new SipRequest.Reoffer(NEXT))),
        call.on(new Signal.MediaGave(open(null), NEXT), 4_070));
    assertEquals(List.of(asks(answered(AGAIN))),
        call.on(leg(new SipEvent.Reanswered(AGAIN)), 4_100));
    assertEquals(List.of(new Effect.ToMedia(new MediaRequest.Connect(LEG, true))),
        call.on(new Signal.MediaGave(answered(AGAIN), ""), 4_110));
    assertEquals(Long.MAX_VALUE, call.nextMillis());
    assertEquals(new Carrier.Talk(NEXT, AGAIN), call.state().transfer().leg().talk());
  }

  /** An address that moves: it is heard before it is asked for its later requests. */
  @Test
  void withTheAddressAndPortOfTheLostNodeItIsHeardAtOnce() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);
    up(call);

    assertEquals(List.of(new Effect.ToMedia(new MediaRequest.Connect(LEG, true))),
        call.on(new Signal.MediaGave(open(null), NEXT, true), 4_070));
    assertEquals(5_570, call.nextMillis());
    assertEquals(List.of(new Effect.ToSip(LEG, new SipRequest.Reoffer(NEXT))),
        call.on(new Signal.Tick(), 5_570));
    assertEquals(List.of(asks(answered(AGAIN))),
        call.on(leg(new SipEvent.Reanswered(AGAIN)), 5_600));
    assertEquals(List.of(), call.on(new Signal.MediaGave(answered(AGAIN), ""), 5_610));
    assertEquals(Long.MAX_VALUE, call.nextMillis());
  }

  @Test
  void theCallStillEndsWithIt() {
    CallMachine call = alongside(restored(transferred()));

    assertTrue(call.on(leg(new SipEvent.HungUp(null, Map.of())), 5_000).contains(closes()));
  }

  @Test
  void itMayComeAlongOnceMore() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);

    assertEquals(new Carrier.Talk(OURS, THEIRS).offered(2), agreed(restored(call)),
        "it was not asked yet");
    assertEquals(new Carrier.Talk(NEXT, AGAIN).offered(1),
        agreed(restored(alongside(restored(transferred())))));
  }

  @Test
  void oneThatHasNotAnsweredUsInFourSecondsIsLostAndTheCallGoesOn() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);
    up(call);
    call.on(new Signal.MediaGave(open(null), NEXT), 4_070);

    assertEquals(8_060, call.nextMillis());
    assertLost(call.on(new Signal.Tick(), 8_060));
    assertEquals(Phase.ANSWERED, call.phase());
  }

  @Test
  void oneThatRefusesIsLostAndTheCallGoesOn() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);
    up(call);
    call.on(new Signal.MediaGave(open(null), NEXT), 4_070);

    assertLost(call.on(leg(new SipEvent.ReofferRefused(488, "no")), 4_100));
    assertEquals(Phase.ANSWERED, call.phase());
  }

  @Test
  void oneWithoutMediaHereIsLost() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);
    up(call);

    assertLost(call.on(new Signal.MediaDenied(open(null), 503, "no port"), 4_070));
  }

  @Test
  void oneThatIsGoneWhileTheCallComesAlongIsTold() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);

    assertTrue(call.on(leg(new SipEvent.Lost(481, "gone")), 4_005)
        .contains(emit(lost(4_005, 2_910L))));
    up(call);
    assertEquals(Phase.ANSWERED, call.phase());
    assertEquals(null, call.state().transfer().leg());
  }

  @Test
  void itsFarEndIsToldWhenTheCallCannotGoOn() {
    CallMachine call = restored(transferred());
    call.resume(AT, 4_000);

    assertTrue(call.on(new Signal.FromSip(ID, new SipEvent.Lost(481, "gone")), 4_020)
        .contains(bye()));
  }

  @Test
  void whoRingsIsTakenBackAndCalledAnewWithMusic() {
    TestPhone ringing = ringing("\"options\":{\"moh\":\"moh.wav\"},");
    CallMachine call = restored(ringing.machine);

    assertEquals(List.of(new Effect.ToSip(LEG, new SipRequest.Withdraw(INVITE))),
        of(call.resume(AT, 4_000)));
    List<Effect> goesOn = up(call);
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.Play(1, 1, new Sound.File("moh.wav", 0))),
            asks(open(null))),
        goesOn.subList(goesOn.size() - 2, goesOn.size()));
    assertEquals("Dial", call.on(new Signal.MediaGave(open(null), NEXT), 4_070).getFirst()
        .getClass().getSimpleName());
    assertEquals(List.of(emit(new Event.Ringing(LEG, 4_200, false, true))),
        call.on(leg(new SipEvent.Progress(180, "Ringing", null)), 4_200));
    assertEquals(32_500, call.nextMillis(), "it does not ring longer than it would have");
  }

  /** The far end has not shown that it heard our INVITE: then there is none to take back. */
  @Test
  void whoCannotBeTakenBackIsLostTheMusicEndsAndTheCallGoesOn() {
    TestPhone before = talking();
    before.at(2_500, refer("\"options\":{\"moh\":\"moh.wav\"},"));
    before.at(2_600, new Signal.MediaGave(open(null), OURS));
    CallMachine call = restored(before.machine);
    call.resume(AT, 4_000);

    List<Event> told = up(call).stream()
        .map(effect -> effect instanceof Effect.Emit(Event event) ? event : null)
        .filter(java.util.Objects::nonNull).toList();

    assertEquals(List.of("Custom", "TrackEnd", "Hangup"),
        told.stream().map(event -> event.getClass().getSimpleName()).toList());
    assertEquals(lost(4_060, null), told.get(2));
    assertEquals(Phase.ANSWERED, call.phase());
  }

  @Test
  void whoHasAnsweredJustBeforeAndWhoseDialogIsNotKnownIsLost() {
    TestPhone answered = ringing("");
    answered.at(2_900, leg(new SipEvent.Answered(THEIRS)));
    CallMachine call = restored(answered.machine);
    call.resume(AT, 4_000);

    assertEquals(emit(lost(4_060, null)), up(call).getLast());
    assertEquals(null, call.state().transfer().leg());
  }

  @Test
  void whoAskedForTheTransferHearsThatTheLegThatWasCalledAnewHasAnswered() {
    CallMachine call = restored(asked().machine);
    call.resume(AT, 4_000);
    up(call);
    call.on(new Signal.MediaGave(open(null), NEXT), 4_070);
    call.on(leg(new SipEvent.Answered(AGAIN)), 4_300);

    assertEquals(List.of(new SipRequest.TransferDone(200, "OK")),
        outcomes(call.on(new Signal.MediaGave(answered(AGAIN), ""), 4_310)));
    assertEquals(null, call.state().transfer().referrer());
  }

  @Test
  void whoAskedForTheTransferHearsThatTheLegIsLost() {
    TestPhone answered = asked();
    answered.at(2_900, leg(new SipEvent.Answered(THEIRS)));
    CallMachine call = restored(answered.machine);
    call.resume(AT, 4_000);

    assertEquals(List.of(new SipRequest.TransferDone(503, "Service Unavailable")),
        outcomes(up(call)));
  }

  @Test
  void whoAskedForTheTransferHearsThatAClientGaveItUp() {
    CallMachine call = restored(asked().machine);
    call.resume(AT, 4_000);
    up(call);

    assertEquals(List.of(new SipRequest.TransferDone(487, "Request Terminated")),
        outcomes(call.on(
            new Signal.Commanded(Json.command("{\"command\":\"hangup\",\"refer\":true}")),
            4_100)));
  }

  @Test
  void whoAsksWhileASecondLegTalksWaitsForTheNextOne() {
    CallMachine call = alongside(restored(transferred()));
    call.on(new Signal.FromSip(ID, new SipEvent.TransferAsked("sip:dave@d.test", null)), 4_500);

    assertEquals(List.of(), outcomes(call.on(
        new Signal.Commanded(Json.command("{\"command\":\"hangup\",\"refer\":true}")), 4_600)));
    assertEquals(ID, call.state().transfer().referrer());
  }

  /** Once: who has heard the outcome before the node was lost is told no other. */
  @Test
  void whoHasHeardOfTheTransferIsToldNoOtherOutcome() {
    TestPhone before = asked();
    before.at(2_900, leg(new SipEvent.Answered(THEIRS)));
    assertEquals(List.of(new SipRequest.TransferDone(200, "OK")),
        outcomes(before.at(2_910, new Signal.MediaGave(answered(THEIRS), ""))));
    CallMachine call = restored(before.machine);
    call.resume(AT, 4_000);

    assertEquals(List.of(), outcomes(up(call)));
  }

  @Test
  void aCallMovesWithWhoeverCanComeAlong() {
    assertFalse(talking().machine.tied());
    assertTrue(ringing("").machine.tied());
    TestPhone answered = ringing("");
    answered.at(2_900, leg(new SipEvent.Answered(THEIRS)));
    assertTrue(answered.machine.tied(), "its dialog is not known");
    assertFalse(transferred().tied());
  }

  private static CallMachine transferred() {
    TestPhone phone = ringing("");
    phone.at(2_900, leg(new SipEvent.Answered(THEIRS)));
    phone.at(2_910, new Signal.MediaGave(answered(THEIRS), ""));
    phone.at(2_910, leg(new SipEvent.Kept(SECOND)));
    return phone.machine;
  }

  private static TestPhone ringing(String options) {
    return ringing(talking(), options);
  }

  private static TestPhone ringing(TestPhone phone, String options) {
    phone.at(2_500, refer(options));
    phone.at(2_600, new Signal.MediaGave(open(null), OURS));
    phone.at(2_700, leg(new SipEvent.Invited(INVITE)));
    return phone;
  }

  /** It rings as the call's far end has asked for it. */
  private static TestPhone asked() {
    TestPhone phone = talking();
    phone.at(2_400, new SipEvent.TransferAsked("sip:carol@c.test", null));
    return ringing(phone, "");
  }

  private static List<SipRequest> outcomes(List<Effect> effects) {
    return effects.stream().filter(Effect.ToSip.class::isInstance).map(Effect.ToSip.class::cast)
        .filter(to -> to.leg().equals(ID)).map(Effect.ToSip::request)
        .filter(SipRequest.TransferDone.class::isInstance).toList();
  }

  private static Signal refer(String options) {
    return new Signal.Commanded(
        Json.command("{\"command\":\"refer\"," + options + "\"callee\":\"sip:carol@c.test\"}"));
  }

  private static TestPhone talking() {
    TestPhone phone = TestPhone.talking();
    phone.at(2_000, new SipEvent.Kept(DIALOG));
    return phone;
  }

  /** With what the media of the second leg is opened on the next node. */
  private static Carrier.Talk agreed(CallMachine call) {
    call.resume(new Resumption("n3", 3, 4_500), 5_000);
    return up(call).getLast() instanceof Effect.AskMedia(MediaRequest.OpenLeg opened)
        && opened.carrier() instanceof Carrier.Rtp rtp ? rtp.talk() : null;
  }

  /** The call itself goes on. */
  private static List<Effect> up(CallMachine call) {
    call.on(new Signal.MediaOpened("v=0 our next"), 4_010);
    call.on(new Signal.FromSip(ID, new SipEvent.Reanswered("v=0 theirs again")), 4_050);
    return call.on(new Signal.MediaGave(new MediaRequest.Answered(ID, "v=0 theirs again"), ""),
        4_060);
  }

  private static CallMachine alongside(CallMachine call) {
    call.resume(AT, 4_000);
    up(call);
    call.on(new Signal.MediaGave(open(null), NEXT), 4_070);
    call.on(leg(new SipEvent.Reanswered(AGAIN)), 4_100);
    call.on(new Signal.MediaGave(answered(AGAIN), ""), 4_110);
    return call;
  }

  private static void assertLost(List<Effect> effects) {
    assertEquals(bye(), effects.getFirst());
    assertEquals(new Effect.ToMedia(new MediaRequest.CloseLeg(LEG)), effects.get(1));
    assertTrue(effects.get(2) instanceof Effect.Emit(Event.Hangup told)
        && told.equals(lost(told.timestamp(), 2_910L)), effects.toString());
  }

  private static Event.Hangup lost(long now, Long answered) {
    return new Event.Hangup(LEG, now, "nodeFailure", "system", TestPhone.time(2_500),
        TestPhone.time(now), answered == null ? null : TestPhone.time(answered), null,
        new Event.Party("alice", "a.test", TestPhone.ALICE),
        new Event.Party("carol", "c.test", "sip:carol@c.test"), null, true);
  }

  private static Effect bye() {
    return new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of()));
  }

  private static List<Effect> of(List<Effect> effects) {
    return effects.stream().filter(to -> to instanceof Effect.ToSip sip && sip.leg().equals(LEG))
        .toList();
  }

  private static Signal leg(SipEvent event) {
    return new Signal.FromSip(LEG, event);
  }

  private static MediaRequest open(Carrier.Talk talk) {
    return new MediaRequest.OpenLeg(LEG, new Carrier.Rtp(null, Carrier.Srtp.OFF, talk));
  }

  private static MediaRequest answered(String sdp) {
    return new MediaRequest.Answered(LEG, sdp);
  }

  private static SipDialog dialog(String callId) {
    return new SipDialog(callId, new SipDialog.Side("<sip:us@a.test>", "a", 1),
        new SipDialog.Side("<sip:bob@b.test>", "b", -1), "sip:bob@b.test", List.of(), "UDP", null,
        "us", new SipDialog.Session(true, 0, true, false, null),
        new SipDialog.Known(List.of(), null, null), null);
  }
}
