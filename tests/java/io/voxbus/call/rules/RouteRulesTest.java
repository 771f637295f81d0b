package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestPhone.ALICE;
import static io.voxbus.call.rules.TestPhone.BOB;
import static io.voxbus.call.rules.TestPhone.ID;
import static io.voxbus.call.rules.TestPhone.OPTION;
import static io.voxbus.call.rules.TestPhone.OURS;
import static io.voxbus.call.rules.TestPhone.THEIRS;
import static io.voxbus.call.rules.TestPhone.all;
import static io.voxbus.call.rules.TestPhone.answered;
import static io.voxbus.call.rules.TestPhone.asks;
import static io.voxbus.call.rules.TestPhone.closes;
import static io.voxbus.call.rules.TestPhone.emit;
import static io.voxbus.call.rules.TestPhone.opens;
import static io.voxbus.call.rules.TestPhone.routed;
import static io.voxbus.call.rules.TestPhone.sip;
import static io.voxbus.call.rules.TestPhone.time;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call that has come in and goes where the dial plan sends it. */
class RouteRulesTest {
  private static final String LEG = "s1-refer-1";
  private static final String CALLEE = "v=0 callee";
  private static final Route TO_BOB = new Route.ToUser("bob");
  private static final CallOption CALL = OPTION.between(ALICE, BOB, THEIRS);

  @Test
  void theCallerIsAnsweredWhenTheUserIs() {
    TestPhone call = routed(THEIRS, TO_BOB);
    assertEquals(opens(CALL, THEIRS), call.begun.getLast());
    assertEquals(List.of(asks(open(LEG))), call.at(1_010, new Signal.MediaOpened(OURS)));
    assertEquals(List.of(dial(LEG, TO_BOB)), call.at(1_020, new Signal.MediaGave(open(LEG), OURS)));
    assertEquals(
        List.of(emit(new Event.Ringing(LEG, 1_100, false, true)), sip(new SipRequest.Ring(null)),
            new Effect.Ringing(), emit(new Event.Ringing(ID, 1_100, false, null))),
        tell(call, 1_100, new SipEvent.Progress(180, "Ringing", null)));
    assertEquals(List.of(asks(answer(CALLEE))), tell(call, 3_000, new SipEvent.Answered(CALLEE)));
    List<Effect> taken = call.at(3_010, new Signal.MediaGave(answer(CALLEE), ""));
    assertEquals(
        all(all(List.of(new Effect.ToMedia(new MediaRequest.Configure(CALL)),
            sip(new SipRequest.Accept(OURS))), answered(3_010, OURS)),
            List.of(new Effect.ToMedia(new MediaRequest.Connect(LEG, true)),
                emit(new Event.Answer(LEG, 3_010, CALLEE, true, null)))),
        taken);
  }

  @Test
  void theCallerHearsWhatThePhoneSaysBeforeItAnswers() {
    TestPhone call = ringing(TO_BOB);
    tell(call, 1_100, new SipEvent.Progress(183, "Session Progress", CALLEE));
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.Connect(LEG, true)),
            sip(new SipRequest.Ring(OURS)), new Effect.Ringing(),
            emit(new Event.Ringing(ID, 1_110, true, null))),
        call.at(1_110, new Signal.MediaGave(answer(CALLEE), "")));
    List<Effect> taken = tell(call, 3_000, new SipEvent.Answered(CALLEE));
    assertEquals(emit(new Event.Answer(LEG, 3_000, CALLEE, true, null)), taken.getLast());
    assertEquals(sip(new SipRequest.Accept(OURS)), taken.get(1));
  }

  @Test
  void whenNobodyPicksUpTheNextRuleDecides() {
    TestPhone call = ringing(TO_BOB, new Route.ToUser("desk"), new Route.ToWebhook("http://bot"));
    assertEquals(31_010, call.machine.nextMillis());
    assertEquals(
        List.of(new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of())), close(LEG),
            emit(new Event.Reject(LEG, 31_010, "Timeout when refer", 408, true)),
            asks(open("s1-refer-2"))),
        call.tick());
    assertEquals(List.of(dial("s1-refer-2", new Route.ToUser("desk"))),
        call.at(31_020, new Signal.MediaGave(open("s1-refer-2"), OURS)));
    assertEquals(new Effect.AskWebhook("http://bot"), call.at(31_030, new Signal.FromSip(
        "s1-refer-2", new SipEvent.Refused(480, "no phone is registered"))).getLast());
    assertEquals(81_030, call.machine.nextMillis(), "time to be taken by a client");
    assertEquals(List.of(new Effect.ToMedia(new MediaRequest.Configure(CALL)),
        sip(new SipRequest.Accept(OURS))), call.at(40_000, new Command.Accept(null)).subList(0, 2));
  }

  @Test
  void aRuleThatSaysForHowLongItRingsIsGivenThatTime() {
    assertEquals(6_010,
        ringing(new Route.ToUser("bob", new Seconds(5_000)), TO_BOB).machine.nextMillis());
    TestPhone call = ringing(new Route.ToTrunks(List.of("a"), "49", new Seconds(40_000)));
    assertEquals(41_010, call.machine.nextMillis());
  }

  @ParameterizedTest
  @CsvSource({"486,486,rejected,callee", "480,480,noAnswer,callee", "408,480,noAnswer,callee",
      "500,500,failed,system"})
  void whenNoRuleIsLeftTheCallerHearsWhatThePhoneSaid(int code, int told, String reason,
      String who) {
    TestPhone call = ringing(TO_BOB);
    assertEquals(
        List.of(close(LEG), emit(new Event.Reject(LEG, 2_000, "why", code, true)),
            sip(new SipRequest.End(told, "",
                Map.of("Reason", "SIP;cause=" + told + ";text=\"why\""))),
            closes()),
        tell(call, 2_000, new SipEvent.Refused(code, "why")));
    assertEquals(new Effect.Finish(reason, who), call.close(2_010).getLast());
  }

  @Test
  void whoDeclinesIsNotFollowedByAnybody() {
    TestPhone call = ringing(TO_BOB, new Route.ToWebhook(""));
    assertEquals(closes(), tell(call, 2_000, new SipEvent.Refused(603, "Decline")).getLast());
  }

  @Test
  void aFileIsPlayedToWhoeverIsSentThere() {
    TestPhone call = routed(THEIRS, new Route.ToPlayback("busy.wav"));
    assertEquals(opens(CALL, THEIRS), call.begun.getLast());
    assertEquals(
        all(all(List.of(sip(new SipRequest.Accept(OURS))), answered(1_010, OURS)),
            List.of(new Effect.ToMedia(new MediaRequest.Play(0, 0,
                new Sound.File("busy.wav", 0))))),
        call.at(1_010, new Signal.MediaOpened(OURS)));
  }

  @Test
  void theCallerGivesUp() {
    assertEquals(List.of(new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of())), closes()),
        ringing(TO_BOB).at(2_000, new SipEvent.Cancelled()));
  }

  @Test
  void aCallerWhoSendsNothingWhileItRingsIsNotGone() {
    assertEquals(List.of(), ringing(TO_BOB).at(20_000, new MediaEvent.Vanished()));
  }

  @Test
  void theCallEndsWithThePhone() {
    TestPhone call = ringing(TO_BOB);
    tell(call, 3_000, new SipEvent.Answered(CALLEE));
    call.at(3_000, new Signal.MediaGave(answer(CALLEE), ""));
    assertEquals(
        List.of(close(LEG), hangup(5_000, 3_000L, "callee", "callee"),
            sip(new SipRequest.End(603, "", Map.of())), closes()),
        tell(call, 5_000, new SipEvent.HungUp(null, Map.of())));
    assertEquals(new Effect.Finish("callee", "callee"), call.close(5_010).getLast());
  }

  @Test
  void aClientThatTakesTheCallStopsTheRinging() {
    TestPhone call = ringing(TO_BOB, new Route.ToWebhook(""));
    assertEquals(
        List.of(new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of())), close(LEG),
            hangup(2_000, null, "system", "client"),
            new Effect.ToMedia(new MediaRequest.Configure(CALL)),
            sip(new SipRequest.Accept(OURS))),
        call.at(2_000, new Command.Accept(null)).subList(0, 5));
  }

  private static TestPhone ringing(Route... routes) {
    TestPhone call = routed(THEIRS, routes);
    call.at(1_010, new Signal.MediaOpened(OURS));
    call.at(1_010, new Signal.MediaGave(open(LEG), OURS));
    return call;
  }

  private static List<Effect> tell(TestPhone call, long now, SipEvent event) {
    return call.at(now, new Signal.FromSip(LEG, event));
  }

  private static MediaRequest open(String leg) {
    return new MediaRequest.OpenLeg(leg, new Carrier.Rtp(null, Carrier.Srtp.OFF));
  }

  private static MediaRequest answer(String sdp) {
    return new MediaRequest.Answered(LEG, sdp);
  }

  private static Effect close(String leg) {
    return new Effect.ToMedia(new MediaRequest.CloseLeg(leg));
  }

  private static Effect dial(String leg, Route route) {
    return new Effect.Dial(new SipRequest.Dial(leg,
        new SipRequest.Callee(BOB, ALICE, null, null), OURS, route));
  }

  private static Effect hangup(long now, Long answered, String reason, String who) {
    return emit(new Event.Hangup(LEG, now, reason, who, time(1_010), time(now),
        answered == null ? null : time(answered), null, new Event.Party("alice", "a.test", ALICE),
        new Event.Party("bob", "b.test", BOB), null, true));
  }
}
