package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.Flag.END;
import static io.voxbus.call.rules.TestCall.SERVER;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.media;
import static io.voxbus.call.rules.TestCall.say;
import static io.voxbus.call.rules.TestCall.voice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.turn.Effect;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A caller who speaks while the server does. */
class BargeInRulesTest {
  private static final String EAR = "\"asr\":{\"provider\":\"local\"},";

  @Test
  void theServerFallsSilentWhenTheCallerSpeaksAndGoesOnWhenThatWasNothing() {
    TestCall call = speaking(EAR + "\"bargeIn\":{}");

    assertEquals(paused(2_500, true), controls(call.at(2_500, new MediaEvent.Speaking(2_300))));
    assertEquals(List.of(), controls(call.at(3_000, new MediaEvent.Silence(2_300, 500, 2_800))));
    assertEquals(List.of(), controls(call.until(4_499)));
    assertEquals(paused(4_500, false), controls(call.until(4_500)));
  }

  @Test
  void wordsMakeItAnInterruptionAndAFillerDoesNot() {
    TestCall call = speaking(EAR + "\"bargeIn\":{\"fadeOutMs\":80}");
    call.at(2_500, new MediaEvent.Speaking(2_300));

    assertEquals(List.of(), controls(call.at(2_600, heard("uh-huh"))));
    assertEquals(interrupted(80), controls(call.at(2_700, heard("stop"))));
    call.at(2_710, new MediaEvent.Stopped(0, 0, 400, 900));
    assertEquals(List.of(), controls(call.until(60_000)));
  }

  @Test
  void wordsInterruptEvenWhenNoVoiceWasNoticed() {
    TestCall call = speaking(EAR + "\"bargeIn\":{}");

    assertEquals(interrupted(60), controls(call.at(2_700, heard("stop"))));
  }

  @Test
  void withoutARecogniserTheLengthOfTheSpeechDecides() {
    TestCall call = speaking("\"bargeIn\":{\"minSpeech\":700}");
    call.at(2_500, new MediaEvent.Speaking(2_300));
    assertEquals(List.of(), controls(call.until(2_999)));
    assertEquals(interrupted(60), controls(call.until(3_000)));

    TestCall other = speaking("\"bargeIn\":{\"minSpeech\":700}");
    other.at(2_500, new MediaEvent.Speaking(2_300));
    other.at(2_800, new MediaEvent.Silence(2_300, 400, 2_700));
    assertEquals(paused(2_800, false), controls(other.until(2_800)));
  }

  @Test
  void withoutResumingEverythingIsAnInterruptionAtOnce() {
    TestCall call = speaking(EAR + "\"bargeIn\":{\"resume\":false}");

    assertEquals(interrupted(60), controls(call.at(2_500, new MediaEvent.Speaking(2_300))));
  }

  @Test
  void speechThatGoesOnAfterAPauseIsWaitedFor() {
    TestCall call = speaking(EAR + "\"bargeIn\":{}");
    call.at(2_500, new MediaEvent.Speaking(2_300));
    call.at(3_000, new MediaEvent.Silence(2_300, 500, 2_800));
    call.at(3_500, new MediaEvent.Speaking(3_400));

    assertEquals(List.of(), controls(call.until(10_000)));
    call.at(10_000, new MediaEvent.Silence(3_400, 6_500, 9_900));
    assertEquals(paused(11_500, false), controls(call.until(20_000)));
  }

  @Test
  void whatTheClientBeginsMeanwhileIsLeftAlone() {
    TestCall call = speaking(EAR + "\"bargeIn\":{}");
    call.at(2_500, new MediaEvent.Speaking(2_300));
    call.at(2_600, say("b", "another", END));
    call.at(2_610, new MediaEvent.Stopped(0, 0, 400, 900));
    call.at(2_620, new MediaEvent.ItemBegan(1, 1));
    call.at(3_000, new MediaEvent.Silence(2_300, 500, 2_800));

    assertEquals(List.of(), controls(call.until(60_000)));
  }

  @Test
  void withoutTheOptionOrAPlaybackNothingHappens() {
    assertEquals(List.of(), controls(speaking("\"bargeIn\":{\"enabled\":false}").at(2_500,
        new MediaEvent.Speaking(2_300))));
    assertEquals(List.of(), controls(TestCall.answered(option("{\"bargeIn\":{}}")).at(2_500,
        new MediaEvent.Speaking(2_300))));
  }

  private static TestCall speaking(String options) {
    TestCall call = TestCall.answered(option("{" + options + "}"));
    call.at(2_000, say("a", "one two", END));
    call.at(2_100, new MediaEvent.ItemBegan(0, 0));
    return call;
  }

  private static AiEvent heard(String text) {
    return new AiEvent.Heard("local", 0, false, text, 2_300, 2_600);
  }

  private static List<Effect> paused(long now, boolean pause) {
    return List.of(media(pause ? new MediaRequest.Pause() : new MediaRequest.Resume()),
        emit(new Event.Other(SERVER, now, pause ? "pause" : "resume", Map.of("playId", "a"))));
  }

  private static List<Effect> interrupted(int fadeMillis) {
    return List.of(voice(new AiRequest.Cancel(List.of(0))),
        media(new MediaRequest.Fade(0, fadeMillis)));
  }

  /** What is done to the playback, without what is told of the caller. */
  private static List<Effect> controls(List<Effect> effects) {
    return effects.stream()
        .filter(effect -> !(effect instanceof Effect.Emit(Event told)
            && !(told instanceof Event.Other)))
        .toList();
  }

  private static CallOption option(String json) {
    try {
      return Json.mapper().readValue(json, CallOption.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
