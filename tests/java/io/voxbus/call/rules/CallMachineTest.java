package io.voxbus.call.rules;

import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Effect;
import static io.voxbus.call.rules.TestCall.ANSWER;
import static io.voxbus.call.rules.TestCall.ID;
import static io.voxbus.call.rules.TestCall.SERVER;
import static io.voxbus.call.rules.TestCall.START;
import static io.voxbus.call.rules.TestCall.answered;
import static io.voxbus.call.rules.TestCall.closesMedia;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.error;
import static io.voxbus.call.rules.TestCall.hangup;
import static io.voxbus.call.rules.TestCall.media;
import static io.voxbus.call.rules.TestCall.placed;
import static io.voxbus.call.rules.TestCall.say;
import static io.voxbus.call.rules.TestCall.says;
import static io.voxbus.call.rules.TestCall.speaks;
import static io.voxbus.call.rules.TestCall.trackEnd;
import static io.voxbus.call.rules.TestCall.trackStart;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallMachineTest {
  private static final Command.Hangup HANGUP = new Command.Hangup(null, null, null, false);

  @Test
  void aCallBeginsByOpeningItsMedia() {
    CallMachine machine = new CallMachine(
        new CallSetup(ID, CallType.WEB_SOCKET, option("{\"codec\":\"pcmu\"}"), SERVER, null, false),
        CallRules.defaults(), "n1");
    assertEquals(
        effects(new Effect.OpenMedia(option("{\"codec\":\"pcmu\"}"), new Carrier.Sockets())),
        machine.start(START));
    assertEquals(Phase.CONNECTING, machine.phase());
  }

  @Test
  void answerComesFirstThenTheTrackOfTheCaller() {
    TestCall call = placed(CallOption.NONE);
    assertEquals(
        effects(new Effect.Answered(), emit(new Event.Answer(ID, ANSWER, "", null, "n1")),
            emit(new Event.TrackStart(ID, ANSWER, null, null))),
        call.at(ANSWER, new Signal.MediaOpened("")));
    assertEquals(Phase.ANSWERED, call.machine.phase());
    assertEquals(List.of(START, ANSWER),
        List.of(call.machine.startMillis(), call.machine.answerMillis()));
  }

  @Test
  void aCallWithARecogniserListensOnceItIsAnswered() {
    CallOption option = option("{\"asr\":{\"provider\":\"local\"}}");
    List<Effect> effects = placed(option).at(ANSWER, new Signal.MediaOpened(""));
    assertEquals(new Effect.Listen(new AiRequest.Listen(ID, option.asr())), effects.getLast());
  }

  @Test
  void commandsBeforeTheAnswerAreCarriedOutAfterItInTheirOrder() {
    TestCall call = placed(CallOption.NONE);
    assertEquals(List.of(), call.at(1_010, say("a", "hello")));
    assertEquals(List.of(), call.at(1_020, new Command.Mute("s1")));
    assertEquals(List.of(), call.at(1_030, say("a", "there")));
    assertEquals(
        effects(speaks(0, 0), says(0, "hello", false), media(new MediaRequest.Mute(true, null)),
            speaks(0, 1), says(1, "there", false)),
        call.at(ANSWER, new Signal.MediaOpened("")).subList(3, 8));
  }

  @Test
  void anInterruptBeforeTheAnswerTakesBackWhatWasToBeSaidBeforeIt() {
    TestCall call = placed(CallOption.NONE);
    call.at(1_010, say("a", "hello"));
    call.at(1_020, new Command.Interrupt(false, null));
    assertEquals(media(new MediaRequest.Stop(0)),
        call.at(ANSWER, new Signal.MediaOpened("")).getLast());
  }

  @Test
  void tooManyCommandsBeforeTheAnswerAreRefused() {
    TestCall call = placed(CallOption.NONE);
    for (int i = 0; i < 100; i++) {
      assertEquals(List.of(), call.at(1_010, say("a", "word " + i)));
    }
    assertEquals(
        effects(error(1_010, "command", "too many commands before the call is answered", 429)),
        call.at(1_010, say("a", "one more")));
  }

  @Test
  void historyAndCustomAreToldAlsoBeforeTheAnswer() {
    TestCall call = placed(CallOption.NONE);
    assertEquals(effects(emit(new Event.AddHistory(ID, 1_010, "bot", "hi"))),
        call.at(1_010, new Command.History("bot", "hi")));
    assertEquals(effects(emit(new Event.Custom(ID, 1_020, "app", 7, null))),
        call.at(1_020, new Command.Custom("app", 7)));
  }

  @Test
  void aFailureOfAPartIsToldOnlyAfterTheAnswer() {
    TestCall call = placed(CallOption.NONE);
    assertEquals(List.of(), call.at(1_010, new MediaEvent.Failed("recorder", 507, "disk full")));
    assertEquals(error(ANSWER, "recorder", "disk full", 507),
        call.at(ANSWER, new Signal.MediaOpened("")).getLast());
    assertEquals(effects(error(1_200, "dump", "disk full", 507)),
        call.at(1_200, new MediaEvent.Failed("dump", 507, "disk full")));
  }

  @Test
  void refusedMediaIsAnErrorThenAHangup() {
    assertEquals(
        effects(error(1_050, "invite", "no codec speex", 400),
            emit(new Event.Hangup(ID, 1_050, "failed", "system", "1970-01-01T00:00:01Z",
                "1970-01-01T00:00:01.050Z", null, null, null, null, null, null)),
            new Effect.Finish("failed", "system")),
        placed(CallOption.NONE).at(1_050, new Signal.MediaRefused(400, "no codec speex")));
  }

  @Test
  void aHangupWhileTheMediaIsBeingOpenedClosesItWhenItIsThere() {
    TestCall call = placed(CallOption.NONE);
    assertEquals(effects(closesMedia()), call.at(1_010, HANGUP));
    call.at(1_010, new MediaEvent.Closed(0, null));
    assertEquals(Phase.ENDED, call.machine.phase());
    assertEquals(effects(closesMedia()), call.at(1_020, new Signal.MediaOpened("")));
  }

  @Test
  void aHangupBeforeTheMediaIsRefusedKeepsItsReason() {
    TestCall call = placed(CallOption.NONE);
    call.at(1_010, HANGUP);
    assertEquals(new Effect.Finish("system", "client"),
        call.at(1_020, new Signal.MediaRefused(503, "full")).getLast());
  }

  @Test
  void hangupIsTheLastEventAfterTheEndOfEveryTrack() {
    TestCall call = answered();
    call.at(2_000, say("a", "hello"));
    call.at(2_100, new MediaEvent.ItemBegan(0, 0));
    assertEquals(effects(closesMedia()),
        call.at(2_500, new Command.Hangup("user_requested", "user", null, false)));
    assertEquals(effects(trackEnd(2_510, "a", 0, 400)),
        call.at(2_510, new MediaEvent.Stopped(0, 0, 400, 900)));
    assertEquals(
        effects(emit(new Event.TrackEnd(ID, 2_520, 1_400, null, null)),
            emit(hangup(2_520, "user_requested", "user")),
            new Effect.Finish("user_requested", "user")),
        call.at(2_520, new MediaEvent.Closed(1_400, null)));
    assertEquals(Phase.ENDED, call.machine.phase());
  }

  @Test
  void nothingIsToldAfterTheHangup() {
    TestCall call = answered();
    call.at(2_000, HANGUP);
    call.at(2_010, new MediaEvent.Closed(0, null));
    assertEquals(List.of(), call.at(2_020, new Command.History("bot", "hi")));
    assertEquals(List.of(), call.at(2_020, new MediaEvent.Closed(0, null)));
    assertEquals(List.of(), call.at(2_020, new Signal.Ended("killed", "system")));
    assertEquals(List.of(), call.at(2_020, new Signal.Tick()));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void mediaThatNeverClosesDoesNotKeepTheCallAlive() {
    TestCall call = answered();
    call.at(2_000, say("a", "hello"));
    call.at(2_000, HANGUP);
    assertEquals(4_000, call.machine.nextMillis());
    assertEquals(
        effects(trackEnd(4_000, "a", 0, 0), emit(new Event.TrackEnd(ID, 4_000, 0, null, null)),
            emit(hangup(4_000, "system", "client")), new Effect.Finish("system", "client")),
        call.at(4_000, new Signal.Tick()));
  }

  @Test
  void mediaThatClosesByItselfEndsTheCall() {
    assertEquals(
        effects(error(2_000, "media", "the media ended by itself", 500),
            emit(new Event.TrackEnd(ID, 2_000, 700, null, null)),
            emit(hangup(2_000, "failed", "system")), new Effect.Finish("failed", "system")),
        answered().at(2_000, new MediaEvent.Closed(700, null)));
  }

  @ParameterizedTest(name = "{0}/{1} ends as {2}/{3}")
  @CsvSource(nullValues = "-", value = {"-, -, system, client", "bye, -, bye, client",
      "-, user, system, user", "user_requested, user, user_requested, user",
      "'', '', system, client"})
  void aHangupSaysWhyAndWho(String reason, String initiator, String why, String who) {
    TestCall call = answered();
    call.at(2_000, new Command.Hangup(reason, initiator, null, false));
    assertEquals(emit(hangup(2_001, why, who)),
        call.at(2_001, new MediaEvent.Closed(0, null)).get(1));
  }

  @Test
  void theFirstReasonCounts() {
    TestCall call = answered();
    call.at(2_000, new Signal.Ended("killed", "system"));
    assertEquals(List.of(), call.at(2_001, HANGUP));
    assertEquals(new Effect.Finish("killed", "system"),
        call.at(2_002, new MediaEvent.Closed(0, null)).getLast());
  }

  @Test
  void aCallerWhoSendsNoAudioIsToldOfThenHungUpOn() {
    TestCall call = answered();
    assertEquals(effects(emit(new Event.Inactivity(ID, 51_100)), closesMedia()),
        call.at(51_100, new MediaEvent.Inactive()));
    assertEquals(new Effect.Finish("inactivityTimeout", "system"),
        call.at(51_200, new MediaEvent.Closed(0, null)).getLast());
  }

  @Test
  void aCallWhoseMediaHasFailedEndsAndSaysWhy() {
    TestCall call = answered();
    assertEquals(effects(error(2_000, "media", "a failure", 500), closesMedia()),
        call.at(2_000, new MediaEvent.Broken("a failure")));
    assertEquals(new Effect.Finish("failed", "system"),
        call.at(2_010, new MediaEvent.Closed(0, null)).getLast());
  }

  @Test
  void hangupOfATransferredLegDoesNotEndACallWithoutOne() {
    assertEquals(effects(error(2_000, "command", "the call is not transferred", 404)),
        answered().at(2_000, new Command.Hangup(null, null, null, true)));
  }

  @Test
  void whatTheCallWasGivenComesBackInTheHangup() {
    TestCall call = answered(option("{\"extra\":{\"customer\":\"42\"}}"));
    call.at(2_000, HANGUP);
    Effect.Emit last = (Effect.Emit) call.at(2_001, new MediaEvent.Closed(0, null)).get(1);
    assertEquals(Map.of("customer", "42"), ((Event.Hangup) last.event()).extra());
  }

  @Test
  void muteSilencesBothTracksOrTheOneThatIsNamed() {
    TestCall call = answered();
    assertEquals(effects(media(new MediaRequest.Mute(true, true))),
        call.at(2_000, new Command.Mute(null)));
    assertEquals(effects(media(new MediaRequest.Mute(false, null))),
        call.at(2_000, new Command.Unmute(ID)));
    assertEquals(effects(media(new MediaRequest.Mute(null, false))),
        call.at(2_000, new Command.Unmute(SERVER)));
    assertEquals(effects(media(new MediaRequest.Mute(false, false))),
        call.at(2_000, new Command.Unmute("")));
  }

  @Test
  void anUnknownTrackIsNotFound() {
    assertEquals(effects(error(2_000, "command", "there is no track moon", 404)),
        answered().at(2_000, new Command.Mute("moon")));
  }

  @Test
  void aSecondInviteIsAConflictAndTheCallGoesOn() {
    TestCall call = answered();
    assertEquals(effects(error(2_000, "command", "the call is set up already", 409)),
        call.at(2_000, new Command.Invite(CallOption.NONE)));
    assertEquals(effects(error(2_001, "command", "the call is set up already", 409)),
        call.at(2_001, new Command.Accept(CallOption.NONE)));
    assertEquals(Phase.ANSWERED, call.machine.phase());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"command\":\"candidate\",\"candidates\":[\"x\"]}",
      "{\"command\":\"addIceCandidate\",\"candidate\":\"x\"}",
      "{\"command\":\"reject\",\"reason\":\"busy\"}", "{\"command\":\"ringing\"}",
      "{\"command\":\"message\",\"body\":\"x\"}"})
  void commandsOfOtherKindsOfCallsAreAnErrorOfTheCommand(String command) {
    List<Effect> effects = answered().at(2_000, Json.command(command));
    Event.Error error = (Event.Error) ((Effect.Emit) effects.getFirst()).event();
    assertEquals(List.of("command", 400), List.of(error.sender(), error.code()));
    assertEquals(1, effects.size());
  }

  @Test
  void customTellsEveryClientAndFillsExtraWhenItsDataIsFlatText() {
    TestCall call = answered();
    Map<String, Object> flat = Map.of("k", "v");
    Map<String, Object> nested = Map.of("k", Map.of("n", 1));
    assertEquals(effects(emit(new Event.Custom(ID, 2_000, "app", flat, Map.of("k", "v")))),
        call.at(2_000, new Command.Custom("app", flat)));
    assertEquals(effects(emit(new Event.Custom(ID, 2_001, null, nested, null))),
        call.at(2_001, new Command.Custom(null, nested)));
    assertEquals(effects(emit(new Event.Custom(ID, 2_002, null, List.of(1), null))),
        call.at(2_002, new Command.Custom(null, List.of(1))));
  }

  @Test
  void historyWithoutSpeakerOrTextHasEmptyOnes() {
    assertEquals(effects(emit(new Event.AddHistory(ID, 2_000, "", ""))),
        answered().at(2_000, new Command.History(null, null)));
  }

  @Test
  void dtmfIsDialledInUpperCaseAHundredMillisecondsEach() {
    TestCall call = answered();
    assertEquals(effects(media(new MediaRequest.Dial("1A#", 100))),
        call.at(2_000, new Command.Dtmf("1a#", null, null)));
    assertEquals(effects(media(new MediaRequest.Dial("1", 40))),
        call.at(2_000, new Command.Dtmf("1", 1, null)));
    assertEquals(effects(error(2_000, "command", "digit wants 0-9 * # A-D", 400)),
        call.at(2_000, new Command.Dtmf("x", null, null)));
  }

  @Test
  void aTypicalCallTellsItsEventsInTheOrderOfTheApi() {
    TestCall call = answered();
    call.at(2_000, say("a", "bye", TestCall.Flag.END, TestCall.Flag.HANGUP));
    assertEquals(effects(trackStart(2_100, "a", 0)),
        call.at(2_100, new MediaEvent.ItemBegan(0, 0)));
    assertEquals(effects(trackEnd(2_900, "a", 0, 800), closesMedia()),
        call.at(2_900, new MediaEvent.ItemEnded(0, 0, 800)));
    assertEquals(
        effects(emit(new Event.TrackEnd(ID, 2_910, 1_800, null, null)),
            emit(hangup(2_910, "autohangup", "system")),
            new Effect.Finish("autohangup", "system")),
        call.at(2_910, new MediaEvent.Closed(1_800, null)));
  }

  private static CallOption option(String json) {
    try {
      return Json.mapper().readValue(json, CallOption.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
