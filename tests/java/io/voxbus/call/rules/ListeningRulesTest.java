package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import static io.voxbus.call.rules.TestCall.Flag.END;
import static io.voxbus.call.rules.TestCall.ID;
import static io.voxbus.call.rules.TestCall.SERVER;
import static io.voxbus.call.rules.TestCall.answered;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.error;
import static io.voxbus.call.rules.TestCall.say;
import static io.voxbus.call.rules.TestCall.thenWait;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the caller does, and what is told when they do nothing (wire-spec 3.8, 1.4). */
class ListeningRulesTest {
  private TestCall call = answered();

  @Test
  void speakingIsTold() {
    assertEquals(effects(emit(new Event.Speaking(ID, 2_000, 1_900, null, null, null))),
        call.at(2_000, new MediaEvent.Speaking(1_900)));
  }

  @Test
  void silenceTellsTheSpeechThatEndedAndWhereTheSilenceBegan() {
    assertEquals(effects(emit(new Event.Silence(ID, 3_000, 1_900, 1_000, 2_900L, null))),
        call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900)));
  }

  @Test
  void silenceTimeoutTellsTheSilence() {
    assertEquals(effects(emit(new Event.Silence(ID, 7_000, 2_000, 5_000, null, null))),
        call.at(7_000, new MediaEvent.Quiet(2_000, 5_000)));
  }

  @Test
  void dtmfIsTold() {
    assertEquals(effects(emit(new Event.Dtmf(ID, 2_000, "#", null))),
        call.at(2_000, new MediaEvent.Dtmf("#")));
  }

  @Test
  void whatWasUnderstoodAlwaysHasBothTimesAndNeverNegativeOnes() {
    assertEquals(
        effects(emit(
            new Event.AsrFinal(ID, 2_000, 3, 1_500, 1_900, "hi", null, null, null, null))),
        call.at(2_000, new AiEvent.Heard("local", 3, true, "hi", 1_500, 1_900)));
    assertEquals(
        effects(emit(new Event.AsrFinal(ID, 2_100, 4, 0, 0, "ho", null, null, null, null))),
        call.at(2_100, new AiEvent.Heard("local", 4, true, "ho", -1, -1)));
    assertEquals(
        effects(emit(
            new Event.AsrFinal(ID, 2_200, 5, 1_500, 1_500, "so", null, null, null, null))),
        call.at(2_200, new AiEvent.Heard("local", 5, true, "so", 1_500, 0)));
  }

  @Test
  void partialTextsAreFortyMillisecondsApartAndTheFinalOneIsNeverHeldBack() {
    assertEquals(
        effects(emit(new Event.AsrDelta(ID, 0, 2_000, 1_500, 1_900, "h", null, null, null, null))),
        heard(2_000, "h", false));
    assertEquals(List.of(), heard(2_039, "he", false));
    assertEquals(1, heard(2_040, "hel", false).size());
    assertEquals(
        effects(emit(
            new Event.AsrFinal(ID, 2_041, 0, 1_500, 1_900, "hello", null, null, null, null))),
        heard(2_041, "hello", true));
  }

  @Test
  void theRecognisersTimesAreMetrics() {
    assertEquals(
        effects(emit(new Event.Metrics(2_000, "ttfb.asr.local", 120, Map.of("index", 1)))),
        call.at(2_000, new AiEvent.ListenTime("local", false, 1, 120)));
    assertEquals(
        effects(emit(new Event.Metrics(2_000, "completed.asr.local", 0, Map.of("index", 1)))),
        call.at(2_000, new AiEvent.ListenTime("local", true, 1, -5)));
  }

  @Test
  void aRecogniserThatFailsIsAnErrorAndTheCallGoesOn() {
    assertEquals(effects(error(2_000, "asr.tencent", "no key", 401)),
        call.at(2_000, new AiEvent.ListenFailed("tencent", 401, "no key")));
    assertEquals(Phase.ANSWERED, call.machine.phase());
  }

  @Test
  void whoSaysNothingAfterAQuestionIsToldOfOnce() {
    asked();
    assertEquals(8_000, call.machine.nextMillis());
    assertEquals(effects(emit(new Event.Silence(SERVER, 8_000, 3_000, 5_000, null, null))),
        call.until(8_000));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @ParameterizedTest
  @MethodSource
  void theWaitForInputEndsWith(Consumer<TestCall> sign) {
    asked();
    sign.accept(call);
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  static Stream<Consumer<TestCall>> theWaitForInputEndsWith() {
    return Stream.of(call -> call.at(4_000, new MediaEvent.Speaking(3_900)),
        call -> call.at(4_000, new MediaEvent.Dtmf("1")),
        call -> call.at(4_000, new AiEvent.Heard("local", 0, false, "h", 3_000, 3_900)),
        call -> call.at(4_000, new AiEvent.Heard("local", 0, true, "h", 3_000, 3_900)),
        call -> {
          call.at(3_500, say("b", "hello?", END));
          call.at(4_000, new MediaEvent.ItemBegan(1, 1));
        });
  }

  @Test
  void aSilenceDoesNotEndTheWaitForInput() {
    asked();
    call.at(4_000, new MediaEvent.Quiet(3_000, 1_000));
    assertEquals(8_000, call.machine.nextMillis());
  }

  @Test
  void theEndOfAnUtteranceIsToldAfterItsSilenceWithWhatWasUnderstood() {
    call = answered(option("{\"eou\":{\"timeout\":800}}"));
    call.at(2_000, new MediaEvent.Speaking(1_900));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    heard(3_200, "book a", true);
    heard(3_300, "table", true);
    assertEquals(3_700, call.machine.nextMillis());
    assertEquals(effects(emit(new Event.Eou(ID, 3_700, true, null, "book a table", null))),
        call.until(3_700));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void whoGoesOnSpeakingHasNotEndedTheirUtterance() {
    call = answered(option("{\"eou\":{}}"));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    heard(3_100, "book a", true);
    call.at(3_400, new MediaEvent.Speaking(3_300));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
    call.at(4_000, new MediaEvent.Silence(3_300, 600, 3_900));
    heard(4_100, "table", true);
    assertEquals(effects(emit(new Event.Eou(ID, 4_500, true, null, "book a table", null))),
        call.until(4_500));
  }

  @Test
  void aTextThatComesAfterItsEndOfUtteranceDoesNotBelongToTheNextOne() {
    call = answered(option("{\"eou\":{}}"));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    assertEquals(effects(emit(new Event.Eou(ID, 3_500, true, null, null, null))),
        call.until(3_500));
    heard(3_600, "late", true);
    call.at(4_000, new MediaEvent.Speaking(3_900));
    call.at(5_000, new MediaEvent.Silence(3_900, 1_000, 4_900));
    heard(5_100, "next", true);
    assertEquals(effects(emit(new Event.Eou(ID, 5_500, true, null, "next", null))),
        call.until(5_500));
  }

  @Test
  void whoMayHaveBegunToSpeakAgainIsWaitedFor() {
    call = answered(option("{\"eou\":{}}"));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    call.at(3_450, new MediaEvent.Stirring(true));
    assertEquals(List.of(), call.until(3_600));
    call.at(3_650, new MediaEvent.Speaking(3_400));
    call.at(4_100, new MediaEvent.Silence(3_400, 600, 4_000));
    assertEquals(effects(emit(new Event.Eou(ID, 4_600, true, null, null, null))),
        call.until(4_600));
  }

  @Test
  void afterANoiseThatIsNoSpeechTheEndIsToldAtOnce() {
    call = answered(option("{\"eou\":{}}"));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    call.at(3_450, new MediaEvent.Stirring(true));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
    call.at(3_620, new MediaEvent.Stirring(false));
    assertEquals(effects(emit(new Event.Eou(ID, 3_620, true, null, null, null))),
        call.at(3_620, new Signal.Tick()));
  }

  @Test
  void aNoiseThatIsOverBeforeTheEndDoesNotPutItOff() {
    call = answered(option("{\"eou\":{}}"));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    call.at(3_200, new MediaEvent.Stirring(true));
    call.at(3_340, new MediaEvent.Stirring(false));
    assertEquals(3_500, call.machine.nextMillis());
  }

  private static final String JUDGED = "{\"asr\":{},\"eou\":{\"type\":\"m\",\"timeout\":400}}";

  @Test
  void aJudgeIsAskedAtEachSilence() {
    call = answered(option(JUDGED));
    List<Effect> effects = call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    assertEquals(new Effect.Judge(2_900), effects.getFirst());
  }

  @Test
  void whatIsJudgedWholeEndsAfterTheLeastSilenceWhateverTheTextSays() {
    call = answered(option(JUDGED));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    heard(3_100, "call the", true);
    call.at(3_150, new AiEvent.Judged(2_900, 0.5));
    assertEquals(effects(emit(new Event.Eou(ID, 3_300, true, null, "call the", null))),
        call.until(3_300));
  }

  @Test
  void whatIsJudgedUnfinishedEndsAfterTheMostSilence() {
    call = answered(option(JUDGED));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    heard(3_100, "call her.", true);
    call.at(3_150, new AiEvent.Judged(2_900, 0.49));
    assertEquals(List.of(), call.until(3_300));
    assertEquals(effects(emit(new Event.Eou(ID, 5_900, true, null, "call her.", null))),
        call.until(5_900));
  }

  @Test
  void aJudgementOfAnEarlierSilenceDoesNotCount() {
    call = answered(option(JUDGED));
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    call.at(3_050, new MediaEvent.Speaking(3_000));
    call.at(4_000, new MediaEvent.Silence(3_000, 900, 3_900));
    call.at(4_010, new AiEvent.Judged(2_900, 0));
    assertEquals(effects(emit(new Event.Eou(ID, 4_300, true, null, null, null))),
        call.until(4_300));
  }

  @Test
  void whereTheJudgeFailsTheTextTells() {
    call = answered(option(JUDGED));
    assertEquals(effects(error(2_000, "eou.m", "no such folder", 502)),
        call.at(2_000, new AiEvent.JudgeFailed("m", 502, "no such folder")));
    List<Effect> effects = call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    assertEquals(1, effects.size(), "asked nobody");
    heard(3_100, "call the", true);
    assertEquals(List.of(), call.until(3_300));
    assertEquals(1, call.until(5_900).size());
  }

  @Test
  void withoutTheOptionNoEndOfUtteranceIsTold() {
    call.at(3_000, new MediaEvent.Silence(1_900, 1_000, 2_900));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  /** A question was played to its end at 3000; 5 s are given for the answer. */
  private void asked() {
    call.at(2_000, thenWait(say("a", "your name?", END), 5_000));
    call.at(2_100, new MediaEvent.ItemBegan(0, 0));
    call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900));
  }

  private List<Effect> heard(long now, String text, boolean isFinal) {
    return call.at(now, new AiEvent.Heard("local", 0, isFinal, text, 1_500, 1_900));
  }

  private static CallOption option(String json) {
    try {
      return Json.mapper().readValue(json, CallOption.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
