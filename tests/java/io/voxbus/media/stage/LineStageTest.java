package io.voxbus.media.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.testing.TelephoneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LineStageTest {
  private final List<String> told = new ArrayList<>();
  private long now = 100_000;

  @Test
  void aShortGreetingIsAHumans() {
    answered("{\"amd\":{}}")
        .hears(new TelephoneLine().silence(400).speech(600, 700).silence(2_000));

    assertEquals(List.of("human at 1.9"), told);
  }

  @Test
  void aLongGreetingIsAMachinesAndItsBeepIsTold() {
    answered("{\"answerMachineDetection\":{}}").hears(new TelephoneLine().speech(600, 1_990)
        .silence(200).speech(3_391, 1_300).silence(500).tone(500, 1_000).silence(3_000));

    assertEquals(List.of("machine at 1.5", "beep at 4.5"), told);
  }

  @Test
  void aGreetingWithoutABeepIsToldToHaveEnded() {
    answered("{\"amd\":{\"greetingEndSilence\":1000}}")
        .hears(new TelephoneLine().speech(600, 1_990).silence(3_000));

    assertEquals(List.of("machine at 1.5", "end at 2.9"), told);
  }

  @Test
  void nothingIsToldBeforeTheAnswerAndNothingWhenItIsNotAskedFor() {
    stage("{\"amd\":{}}", false).hears(new TelephoneLine().speech(0, 5_000));

    assertEquals(List.of(), told);
    assertNull(LineStage.of(CallOption.NONE, event -> {}));
    assertNull(LineStage.of(option("{\"amd\":{\"enabled\":false},"
        + "\"ringbackDetection\":{\"enabled\":false}}"), event -> {}));
  }

  @Test
  void ringbackIsToldUntilTheAnswer() {
    Run run = stage("{\"ringbackDetection\":{}}", false);
    run.hears(new TelephoneLine().cadence(3, 1_000, 4_000, 425));
    run.stage.answered();
    run.hears(new TelephoneLine().cadence(6, 500, 500, 425));

    assertEquals(List.of("ringing 0.7 at 0.7", "ringing 0.95 final at 10.0"), told);
    assertEquals(true, run.stage.isOver());
  }

  @Test
  void busyAfterRingbackIsAChange() {
    stage("{\"ringbackDetection\":{\"finalConfidenceThreshold\":0.8}}", false)
        .hears(new TelephoneLine().cadence(1, 1_000, 4_000, 425).cadence(4, 500, 500, 425));

    assertEquals(List.of("ringing 0.7 at 0.7", "ringing 0.85 final at 5.0",
        "busy_tone 0.85 final at 7.0"), told);
  }

  @Test
  void theThresholdTheBufferAndTheIntervalAreTheCallers() {
    stage("{\"ringbackDetection\":{\"confidenceThreshold\":0.8,\"minBufferSecs\":6,"
        + "\"onStateChangeOnly\":false,\"detectionIntervalSecs\":2}}", false)
        .hears(new TelephoneLine().cadence(2, 1_000, 4_000, 425));

    assertEquals(List.of("ringing 0.85 at 6.0", "ringing 0.85 at 8.0"),
        told);
  }

  private Run answered(String option) {
    Run run = stage(option, true);
    run.stage.answered();
    return run;
  }

  private Run stage(String option, boolean answered) {
    long begin = now;
    return new Run(Objects.requireNonNull(LineStage.of(option(option), event -> {
      String what = switch (event) {
        case MediaEvent.Greeted greeted -> greeted.what();
        case MediaEvent.Progress progress -> progress.state() + " " + progress.confidence()
            + (progress.isFinal() ? " final" : "");
        default -> throw new AssertionError(event);
      };
      told.add(what + " at " + Math.floorDiv(now - begin, 100) / 10.0);
    })));
  }

  private final class Run {
    final LineStage stage;

    Run(LineStage stage) {
      this.stage = stage;
    }

    void hears(TelephoneLine line) {
      line.frames((frame, start) -> {
        stage.accept(frame, now);
        now += 20;
      });
    }
  }

  private static CallOption option(String json) {
    try {
      return Json.mapper().readValue(json, CallOption.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
