package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.ANSWER;
import static io.voxbus.call.rules.TestCall.ID;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.media;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the line says beside words, and a service of the application's own. */
class LineRulesTest {
  @Test
  void theMediaLearnsOfTheAnswerWhenItHasToKnow() {
    Effect talking = media(new MediaRequest.Talking());

    assertTrue(answer("{\"amd\":{}}").contains(talking));
    assertTrue(answer("{\"ringbackDetection\":{}}").contains(talking));
    assertFalse(answer("{}").contains(talking));
  }

  @Test
  void whatEarlyMediaSaysIsToldWithWhatItSaidBefore() {
    TestCall call = TestCall.placed(CallOption.NONE);

    assertEquals(
        effects(emit(
            new Event.RingbackState(ID, 2_000, "ringing", 3, 0.7, null, null, null, false))),
        call.at(2_000, new MediaEvent.Progress("ringing", 3, 0.7, false)));
    assertEquals(
        effects(emit(
            new Event.RingbackState(ID, 3_000, "busy_tone", 1, 0.95, "ringing", 0.7, null, true))),
        call.at(3_000, new MediaEvent.Progress("busy_tone", 1, 0.9499, true)));
  }

  @Test
  void whoHasAnsweredIsTold() {
    assertEquals(
        effects(emit(new Event.AnswerMachineDetection(ID, 4_000, 2_000, 3_500, "machine"))),
        TestCall.answered().at(4_000, new MediaEvent.Greeted("machine", 2_000, 3_500)));
  }

  @Test
  void aServiceOfTheApplicationsOwnIsConnectedAtTheAnswer() {
    CallOption option = option("{\"mediaPass\":{\"url\":\"ws://a\"}}");

    assertTrue(TestCall.placed(option).at(ANSWER, new Signal.MediaOpened("")).contains(
        new Effect.Pass(new AiRequest.Pass(ID, java.util.Objects.requireNonNull(
            option.mediaPass())))));
  }

  @Test
  void whatItSaysIsAPlaybackThatTheNextCommandCutsShort() {
    TestCall call = TestCall.answered();

    assertEquals(
        effects(TestCall.speaks(0, 0), new Effect.Pass(new AiRequest.PassTo(0))),
        call.at(2_000, new AiEvent.PassSpeaks()));
    assertEquals(effects(TestCall.trackStart(2_100, "mediaPass", 0)),
        call.at(2_100, new MediaEvent.ItemBegan(0, 0)));
    assertEquals(
        effects(TestCall.voice(new AiRequest.Cancel(List.of(0))), media(new MediaRequest.Stop(0)),
            TestCall.plays(1, 1, new Sound.Silence(50))),
        call.at(2_200, new Command.Play("silence:50", null, false, null, null)));
  }

  @Test
  void aServiceThatFailsIsAnError() {
    assertEquals(effects(emit(new Event.Error(ID, 2_000, "media_pass: ws://a", "gone", 502))),
        TestCall.answered().at(2_000, new AiEvent.PassFailed("ws://a", 502, "gone")));
  }

  private static List<Effect> answer(String option) {
    return TestCall.placed(option(option)).at(ANSWER, new Signal.MediaOpened(""));
  }

  private static CallOption option(String json) {
    try {
      return Json.mapper().readValue(json, CallOption.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
