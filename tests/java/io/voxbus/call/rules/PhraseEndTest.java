package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.answered;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.turn.Effect;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When somebody has said what they wanted to say. */
class PhraseEndTest {
  @ParameterizedTest
  @ValueSource(strings = {"I would like to", "my number is", "and", "tomorrow, or", "well,",
      "I think...", "it costs the", "Um", "我想订一张票，", "因为", "明天去然后"})
  void moreIsToCome(String text) {
    assertEquals(true, PhraseEnd.isUnfinished(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yes", "I live in Berlin", "what is that for?", "I would like to.",
      "好的。", "我想订一张票"})
  void thatWasAll(String text) {
    assertEquals(false, PhraseEnd.isUnfinished(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uh", "Um, er", "hmm...", "mhm", "嗯", "呃，啊"})
  void nothingIsSaid(String text) {
    assertEquals(true, PhraseEnd.isFiller(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "umbrella", "no", "ah yes", "嗯好", "hermes"})
  void somethingIsSaid(String text) {
    assertEquals(false, PhraseEnd.isFiller(text), text);
  }

  @Test
  void anUnfinishedPhraseIsGivenMoreTime() throws JsonProcessingException {
    TestCall call = answered(
        option("{\"eou\":{\"timeout\":500,\"extra\":{\"maxDelay\":\"2000\"}}}"));
    call.at(2_000, new AiEvent.Heard("local", 0, true, "I would like to", 1_500, 1_900));
    call.at(2_400, new MediaEvent.Silence(1_500, 500, 2_000));

    assertEquals(List.of(), eous(call, 2_500));
    assertEquals(List.of(), eous(call, 3_999));
    assertEquals(List.of("I would like to"), eous(call, 4_000));
  }

  @Test
  void aWholeOneIsNot() throws JsonProcessingException {
    TestCall call = answered(option("{\"eou\":{\"timeout\":500}}"));
    call.at(2_000, new AiEvent.Heard("local", 0, true, "Berlin, please", 1_500, 1_900));
    call.at(2_400, new MediaEvent.Silence(1_500, 500, 2_000));

    assertEquals(List.of("Berlin, please"), eous(call, 2_500));
  }

  @Test
  void aFillerIsMarkedAndIsNoPartOfWhatWasSaid() throws JsonProcessingException {
    TestCall call = answered(option("{\"eou\":{}}"));

    assertEquals(TestCall.effects(TestCall.emit(
        new Event.AsrFinal(TestCall.ID, 2_000, 0, 1_500, 1_900, "Um", true, null, null, null))),
        call.at(2_000, new AiEvent.Heard("local", 0, true, "Um", 1_500, 1_900)));
    call.at(2_100, new AiEvent.Heard("local", 1, true, "yes", 1_950, 2_050));
    call.at(2_400, new MediaEvent.Silence(1_500, 500, 2_000));
    assertEquals(List.of("yes"), eous(call, 2_600));
  }

  private static List<String> eous(TestCall call, long now) {
    return call.until(now).stream()
        .filter(effect -> effect instanceof Effect.Emit(Event.Eou eou))
        .map(effect -> ((Event.Eou) ((Effect.Emit) effect).event()).text()).toList();
  }

  private static CallOption option(String json) throws JsonProcessingException {
    return Json.mapper().readValue(json, CallOption.class);
  }
}
