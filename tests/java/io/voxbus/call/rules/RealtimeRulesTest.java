package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.error;
import static io.voxbus.call.rules.TestCall.interruption;
import static io.voxbus.call.rules.TestCall.media;
import static io.voxbus.call.rules.TestCall.speaks;
import static io.voxbus.call.rules.TestCall.trackEnd;
import static io.voxbus.call.rules.TestCall.trackStart;
import static io.voxbus.call.rules.TestCall.voice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.testing.Records;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealtimeRulesTest {
  private static final RealtimeOption MODEL = Records.of(RealtimeOption.class, "provider",
      "openai");
  private static final String PLAY = "realtime";

  private final TestCall call = TestCall.placed(Records.of(CallOption.class, "realtime", MODEL,
      "asr", Records.of(AsrOption.class)));

  @Test
  void theModelIsOpenedInPlaceOfARecogniser() {
    List<Effect> effects = call.at(TestCall.ANSWER, new Signal.MediaOpened(""));
    assertEquals(List.of(model(new AiRequest.Converse(TestCall.ID, MODEL))),
        effects.stream().filter(effect -> effect instanceof Effect.ToModel
            || effect instanceof Effect.Listen).toList());
  }

  @Test
  void aReplyIsAnItemThatIsPlayedAndEndsByItself() {
    answer();
    assertEquals(effects(speaks(0, 0), model(new AiRequest.Speak(7, 0))),
        call.at(2_000, new AiEvent.ReplyBegan("openai", 7)));
    assertEquals(effects(trackStart(2_050, PLAY, 0)),
        call.at(2_050, new MediaEvent.ItemBegan(0, 0)));
    assertEquals(effects(emit(new Event.LlmDelta(2_060, "Hel"))),
        call.at(2_060, new AiEvent.ReplyWords("openai", "Hel")));
    assertEquals(effects(emit(new Event.LlmFinal(2_070, "Hello."))),
        call.at(2_070, new AiEvent.ReplyText("openai", "Hello.")));
    assertEquals(effects(trackEnd(3_000, PLAY, 0, 900)),
        call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900)));
  }

  @Test
  void aReplyThatFollowsAnotherWaitsForItsEnd() {
    reply();
    assertEquals(effects(speaks(0, 1), model(new AiRequest.Speak(1, 1))),
        call.at(2_100, new AiEvent.ReplyBegan("openai", 1)));
  }

  @Test
  void whenTheCallerInterruptsTheModelIsToldHowMuchWasHeard() {
    reply();
    assertEquals(
        effects(emit(new Event.Speaking(TestCall.ID, 2_500, 2_490, null, null, null)),
            voice(new AiRequest.Cancel(List.of(0))), media(new MediaRequest.Stop(0))),
        call.at(2_500, new AiEvent.CallerSpeaks("openai", 2_490)));
    assertEquals(
        effects(interruption(2_510, PLAY, null, 0, 450, 900), trackEnd(2_510, PLAY, 0, 450),
            model(new AiRequest.Cut(0, 450))),
        call.at(2_510, new MediaEvent.Stopped(0, 0, 450, 900)));
  }

  @Test
  void whenTheClientInterruptsTheModelIsToldToo() {
    reply();
    call.at(2_500, new Command.Interrupt(false, null));
    assertEquals(model(new AiRequest.Cut(0, 450)),
        call.at(2_510, new MediaEvent.Stopped(0, 0, 450, 900)).getLast());
  }

  @Test
  void ofAReplyThatHadNotBegunNothingWasHeard() {
    answer();
    call.at(2_000, new AiEvent.ReplyBegan("openai", 0));
    call.at(2_500, new Command.Interrupt(false, null));
    assertEquals(model(new AiRequest.Cut(0, 0)),
        call.at(2_510, new MediaEvent.Stopped(0, -1, 0, 0)).getLast());
  }

  @Test
  void ofAReplyThatWasHeardNothingIsTakenBackLater() {
    reply();
    call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900));
    call.at(4_000, TestCall.play("tone:440", "a"));
    call.at(4_100, new Command.Interrupt(false, null));
    assertEquals(effects(trackEnd(4_110, "a", 1, 0)),
        call.at(4_110, new MediaEvent.Stopped(1, -1, 0, 0)));
  }

  @Test
  void aToolIsAskedForAndItsResultGoesBack() {
    answer();
    assertEquals(
        effects(emit(new Event.FunctionCall(TestCall.SERVER, "c1", "clock", "{}", 2_000))),
        call.at(2_000, new AiEvent.ToolCall("openai", "c1", "clock", "{}")));
    assertEquals(effects(model(new AiRequest.ToolResult("c1", "{\"time\":\"noon\"}"))),
        call.at(2_100, new Command.FunctionResult("c1", Map.of("time", "noon"))));
    assertEquals(effects(model(new AiRequest.ToolResult("c1", "noon"))),
        call.at(2_200, new Command.FunctionResult("c1", "noon")));
  }

  @Test
  void aModelThatFailsIsAnErrorAndTheCallGoesOn() {
    answer();
    assertEquals(effects(error(2_000, "realtime.openai", "gone", 502)),
        call.at(2_000, new AiEvent.ModelFailed("openai", 502, "gone")));
  }

  @Test
  void withoutAModelNobodyWantsTheResultOfATool() {
    assertEquals(effects(error(2_000, "command", "the call has no realtime model", 409)),
        TestCall.answered().at(2_000, new Command.FunctionResult("c1", "noon")));
  }

  private void answer() {
    call.at(TestCall.ANSWER, new Signal.MediaOpened(""));
  }

  /** Reply 0, of which some is heard. */
  private void reply() {
    answer();
    call.at(2_000, new AiEvent.ReplyBegan("openai", 0));
    call.at(2_050, new MediaEvent.ItemBegan(0, 0));
  }

  private static Effect model(AiRequest.OfModel request) {
    return new Effect.ToModel(request);
  }
}
