package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestPhone.ALICE;
import static io.voxbus.call.rules.TestPhone.ID;
import static io.voxbus.call.rules.TestPhone.OURS;
import static io.voxbus.call.rules.TestPhone.THEIRS;
import static io.voxbus.call.rules.TestPhone.asks;
import static io.voxbus.call.rules.TestPhone.closes;
import static io.voxbus.call.rules.TestPhone.emit;
import static io.voxbus.call.rules.TestPhone.ends;
import static io.voxbus.call.rules.TestPhone.error;
import static io.voxbus.call.rules.TestPhone.sip;
import static io.voxbus.call.rules.TestPhone.talking;
import static io.voxbus.call.rules.TestPhone.time;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that is transferred, by a second leg or by the far end. */
class TransferRulesTest {
  private static final String LEG = "s1-refer-1";
  private static final String CAROL = "sip:carol@c.test";
  private static final MediaRequest OPEN = new MediaRequest.OpenLeg(LEG,
      new Carrier.Rtp(null, Carrier.Srtp.OFF));

  @ParameterizedTest
  @ValueSource(strings = {"\"target\":\"sip:carol@c.test\"", "\"callee\":\"sip:carol@c.test\""})
  void theSecondLegIsCalledWhenItHasAPort(String whom) {
    TestPhone call = talking();
    assertEquals(List.of(asks(OPEN)), call.at(3_000, refer(whom)));
    assertEquals(
        List.of(new Effect.Dial(
            new SipRequest.Dial(LEG, new SipRequest.Callee(CAROL, ALICE, null, null), OURS))),
        call.at(3_010, new Signal.MediaGave(OPEN, OURS)));
  }

  @Test
  void musicPlaysUntilTheSecondLegAnswers() {
    TestPhone call = talking();
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.Play(0, 0, new Sound.File("moh.wav", 0))),
            asks(OPEN)),
        call.at(3_000, refer("\"callee\":\"sip:carol@c.test\",\"options\":{\"moh\":\"moh.wav\"}")));
    call.at(3_010, new Signal.MediaGave(OPEN, OURS));
    assertEquals(List.of(emit(new Event.Ringing(LEG, 3_100, false, true))),
        tell(call, 3_100, new SipEvent.Progress(180, "Ringing", null)));
    MediaRequest answered = new MediaRequest.Answered(LEG, THEIRS);
    assertEquals(List.of(asks(answered)), tell(call, 4_000, new SipEvent.Answered(THEIRS)));
    List<Effect> connected = call.at(4_010, new Signal.MediaGave(answered, ""));
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.Stop(0)),
            new Effect.ToMedia(new MediaRequest.Connect(LEG, true)),
            emit(new Event.Answer(LEG, 4_010, THEIRS, true, null))),
        connected.subList(1, connected.size()));
  }

  @Test
  void aRefusalLeavesTheCallWhereItWas() {
    TestPhone call = ringing();
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.CloseLeg(LEG)),
            emit(new Event.Reject(LEG, 3_500, "Busy Here", 486, true))),
        tell(call, 3_500, new SipEvent.Refused(486, "Busy Here")));
    assertEquals("AskMedia", call.at(4_000, refer("\"callee\":\"sip:carol@c.test\"")).getFirst()
        .getClass().getSimpleName(), "it can be tried again");
  }

  @Test
  void whoDoesNotAnswerInTimeIsGivenUp() {
    TestPhone call = ringing();
    assertEquals(33_000, call.machine.nextMillis());
    assertEquals(
        List.of(new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of())),
            new Effect.ToMedia(new MediaRequest.CloseLeg(LEG)),
            emit(new Event.Reject(LEG, 33_000, "Timeout when refer", 408, true))),
        call.tick());
  }

  @Test
  void theCallEndsWithItsSecondLeg() {
    TestPhone call = connected("");
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.CloseLeg(LEG)), hangup("callee", "callee"),
            ends(603), closes()),
        tell(call, 5_000, new SipEvent.HungUp(null, Map.of())));
  }

  @Test
  void theCallGoesOnWithoutItsSecondLegIfItIsToldSo() {
    TestPhone call = connected(",\"options\":{\"autoHangup\":false}");
    assertEquals(
        List.of(new Effect.ToMedia(new MediaRequest.CloseLeg(LEG)), hangup("callee", "callee")),
        tell(call, 5_000, new SipEvent.HungUp(null, Map.of())));
  }

  @Test
  void theClientEndsOnlyTheSecondLeg() {
    TestPhone call = connected("");
    assertEquals(
        List.of(new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of())),
            new Effect.ToMedia(new MediaRequest.CloseLeg(LEG)), hangup("system", "client")),
        call.at(5_000, new Command.Hangup(null, null, null, true)));
    assertEquals(List.of(error(5_010)),
        call.at(5_010, new Command.Hangup(null, null, null, true)));
  }

  @Test
  void theSecondLegEndsWithTheCall() {
    assertEquals(
        List.of(new Effect.ToSip(LEG, new SipRequest.End(480, "", Map.of())), closes()),
        connected("").at(5_000, new SipEvent.HungUp(null, Map.of())));
  }

  @Test
  void digitsOfTheSecondLegAreToldAndPassedOn() {
    assertEquals(
        List.of(emit(new Event.Dtmf(LEG, 5_000, "7", true)),
            new Effect.ToMedia(new MediaRequest.Dial("7", 100))),
        connected("").at(5_000, new MediaEvent.OfLeg(LEG, new MediaEvent.Dtmf("7"))));
    assertEquals(List.of(emit(new Event.Dtmf(LEG, 5_000, "7", true))),
        connected(",\"options\":{\"forwardDtmf\":false}").at(5_000,
            new MediaEvent.OfLeg(LEG, new MediaEvent.Dtmf("7"))));
  }

  @Test
  void digitsOfTheCallerArePassedOnToTheSecondLeg() {
    Effect passed = new Effect.ToMedia(new MediaRequest.DialLeg(LEG, "7", 100));
    assertEquals(List.of(emit(new Event.Dtmf(ID, 5_000, "7", null)), passed),
        connected("").at(5_000, new MediaEvent.Dtmf("7")));
    assertEquals(List.of(emit(new Event.Dtmf(ID, 5_000, "7", null)), passed),
        connected("").at(5_000, new SipEvent.Dtmf("7")));
    assertEquals(List.of(emit(new Event.Dtmf(ID, 5_000, "7", null))),
        connected(",\"options\":{\"forwardDtmf\":false}").at(5_000, new MediaEvent.Dtmf("7")));
  }

  @Test
  void aCallIsTransferredOnceAtATime() {
    assertEquals(
        List.of(emit(new Event.Error(ID, 3_500, "command",
            "the call is being transferred already", 409))),
        ringing().at(3_500, refer("\"callee\":\"sip:dave@d.test\"")));
  }

  @Test
  void aLegThatOpensWhenNobodyWantsItAnyMoreIsClosed() {
    TestPhone call = talking();
    call.at(3_000, refer("\"callee\":\"sip:carol@c.test\""));
    call.at(3_005, new Command.Hangup(null, null, null, true));
    assertEquals(List.of(new Effect.ToMedia(new MediaRequest.CloseLeg(LEG))),
        call.at(3_010, new Signal.MediaGave(OPEN, OURS)));
  }

  @Test
  void withBypassTheFarEndCallsTheOther() {
    TestPhone call = talking();
    assertEquals(List.of(sip(new SipRequest.Transfer(CAROL, null))),
        call.at(3_000, refer("\"target\":\"sip:carol@c.test\",\"options\":{\"bypass\":true}")));
    assertEquals(List.of(), call.at(3_010, new SipEvent.TransferProgress(100, "Trying")));
    assertEquals(List.of(emit(new Event.Ringing(ID, 3_020, false, true))),
        call.at(3_020, new SipEvent.TransferProgress(180, "Ringing")));
    assertEquals(List.of(emit(new Event.Answer(ID, 4_000, "", true, null)), ends(603), closes()),
        call.at(4_000, new SipEvent.TransferProgress(200, "OK")));
  }

  @Test
  void aFarEndThatDoesNotReachTheOtherStays() {
    TestPhone call = talking();
    call.at(3_000, refer("\"target\":\"sip:carol@c.test\",\"options\":{\"bypass\":true}"));
    assertEquals(List.of(emit(new Event.Reject(ID, 4_000, "Busy Here", 486, true))),
        call.at(4_000, new SipEvent.TransferProgress(486, "Busy Here")));
  }

  @Test
  void withBypassTheFarEndTakesThePlaceOfTheSecondLeg() {
    assertEquals(List.of(sip(new SipRequest.Transfer(CAROL, LEG))),
        connected("").at(5_000, refer("\"options\":{\"bypass\":true}")));
  }

  @Test
  void whoAsksForATransferHearsWhatBecameOfIt() {
    TestPhone call = talking();
    assertEquals(List.of(emit(new Event.TransferRequest(ID, 2_500, CAROL, null, null))),
        call.at(2_500, new SipEvent.TransferAsked(CAROL, null)));
    call.at(3_000, refer("\"callee\":\"sip:carol@c.test\""));
    call.at(3_000, new Signal.MediaGave(OPEN, OURS));
    assertEquals(sip(new SipRequest.TransferDone(486, "Busy Here")),
        tell(call, 3_500, new SipEvent.Refused(486, "Busy Here")).getLast());
    call.at(4_000, refer("\"callee\":\"sip:carol@c.test\""));
    assertEquals(false, call.at(4_010, new Signal.FromSip("s1-refer-2",
        new SipEvent.Refused(486, "Busy Here"))).stream()
        .anyMatch(effect -> effect instanceof Effect.ToSip), "it is told once");
  }

  @Test
  void whoAsksForATransferHearsThatItSucceeded() {
    TestPhone call = talking();
    call.at(2_500, new SipEvent.TransferAsked(CAROL, null));
    call.at(3_000, refer("\"callee\":\"sip:carol@c.test\""));
    call.at(3_000, new Signal.MediaGave(OPEN, OURS));
    tell(call, 4_000, new SipEvent.Answered(THEIRS));
    assertEquals(sip(new SipRequest.TransferDone(200, "OK")), call
        .at(4_000, new Signal.MediaGave(new MediaRequest.Answered(LEG, THEIRS), "")).getLast());
  }

  @Test
  void whatTheSecondLegSaysBeforeItAnswersIsHeardInsteadOfMusic() {
    TestPhone call = talking();
    call.at(3_000, refer("\"callee\":\"sip:carol@c.test\",\"options\":{\"moh\":\"moh.wav\"}"));
    call.at(3_010, new Signal.MediaGave(OPEN, OURS));
    MediaRequest early = new MediaRequest.Answered(LEG, THEIRS);
    assertEquals(List.of(emit(new Event.Ringing(LEG, 3_100, true, true)), asks(early)),
        tell(call, 3_100, new SipEvent.Progress(183, "Session Progress", THEIRS)));
    List<Effect> heard = call.at(3_110, new Signal.MediaGave(early, ""));
    assertEquals(List.of(new Effect.ToMedia(new MediaRequest.Stop(0)),
        new Effect.ToMedia(new MediaRequest.Connect(LEG, true))),
        heard.subList(1, heard.size()));
    assertEquals(List.of(emit(new Event.Answer(LEG, 4_000, THEIRS, true, null))),
        tell(call, 4_000, new SipEvent.Answered(THEIRS)));
  }

  @Test
  void theSecondLegIsRecognisedInsteadOfTheFirstWhileItIsThere() {
    AsrOption asr = Json.mapper().convertValue(Map.of("provider", "deepgram"), AsrOption.class);
    TestPhone call = TestPhone.placed(
        Json.mapper().convertValue(Map.of("caller", ALICE, "callee", TestPhone.BOB, "asr",
            Map.of("provider", "local")), CallOption.class),
        CallRules.defaults());
    call.at(1_000, new Signal.MediaOpened(OURS));
    call.at(2_000, new SipEvent.Answered(THEIRS));
    call.at(2_000, TestPhone.agreed());
    assertEquals(
        List.of(asks(new MediaRequest.OpenLeg(LEG, new Carrier.Rtp(null, Carrier.Srtp.OFF), null,
            true))),
        call.at(3_000, refer("\"callee\":\"sip:carol@c.test\",\"options\":{\"asr\":"
            + "{\"provider\":\"deepgram\"},\"pauseParentAsr\":true,\"autoHangup\":false}")));
    call.at(3_000, new Signal.MediaGave(OPEN, OURS));
    tell(call, 4_000, new SipEvent.Answered(THEIRS));
    List<Effect> connected = call.at(4_000,
        new Signal.MediaGave(new MediaRequest.Answered(LEG, THEIRS), ""));
    assertEquals(
        List.of(new Effect.Listen(new AiRequest.Listen(ID, LEG, asr)), new Effect.Deafen(ID)),
        connected.subList(2, 4));
    assertEquals(
        List.of(emit(new Event.AsrFinal(LEG, 4_500, 0, 1, 2, "hello", null, null, null, true))),
        call.at(4_500, new Signal.FromLegAi(LEG,
            new AiEvent.Heard("deepgram", 0, true, "hello", 1, 2))));
    List<Effect> ended = tell(call, 5_000, new SipEvent.HungUp(null, Map.of()));
    assertEquals(new Effect.Deafen(LEG), ended.getFirst());
    assertEquals("local", ((Effect.Listen) ended.getLast()).request().option().provider());
  }

  private static TestPhone ringing() {
    TestPhone call = talking();
    call.at(3_000, refer("\"callee\":\"sip:carol@c.test\""));
    call.at(3_000, new Signal.MediaGave(OPEN, OURS));
    return call;
  }

  private static TestPhone connected(String more) {
    TestPhone call = talking();
    call.at(3_000, refer("\"callee\":\"sip:carol@c.test\"" + more));
    call.at(3_000, new Signal.MediaGave(OPEN, OURS));
    tell(call, 4_000, new SipEvent.Answered(THEIRS));
    call.at(4_000, new Signal.MediaGave(new MediaRequest.Answered(LEG, THEIRS), ""));
    return call;
  }

  private static List<Effect> tell(TestPhone call, long now, SipEvent event) {
    return call.at(now, new Signal.FromSip(LEG, event));
  }

  private static Effect hangup(String reason, String initiator) {
    return emit(new Event.Hangup(LEG, 5_000, reason, initiator, time(3_000), time(5_000),
        time(4_000), null, new Event.Party("alice", "a.test", ALICE),
        new Event.Party("carol", "c.test", CAROL), null, true));
  }

  private static Effect error(long now) {
    return emit(new Event.Error(ID, now, "command", "the call is not transferred", 404));
  }

  private static Command refer(String fields) {
    return Json.command("{\"command\":\"refer\"," + fields + "}");
  }
}
