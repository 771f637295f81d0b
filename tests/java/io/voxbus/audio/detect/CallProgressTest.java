package io.voxbus.audio.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.detect.CallProgress.State;
import io.voxbus.audio.vad.SileroVad;
import io.voxbus.audio.vad.Vad;
import io.voxbus.testing.TelephoneLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallProgressTest {
  @Test
  void ringbackOfEveryCountryIsToldWithinItsFirstBurst() {
    assertEquals("ringing 0.8", first(new TelephoneLine().cadence(2, 2_000, 4_000, 440, 480)));
    assertEquals("ringing 0.8", first(new TelephoneLine().cadence(2, 1_000, 4_000, 425)));
    assertEquals("ringing 0.8", first(new TelephoneLine().cadence(2, 1_000, 4_000, 450)));
    assertEquals("ringing 0.8", first(new TelephoneLine().cadence(2, 1_000, 2_000, 400)));
  }

  @Test
  void theDoubleRingOfBritainIsToldInItsPause() {
    TelephoneLine line = new TelephoneLine();
    for (int i = 0; i < 3; i++) {
      line.cadence(1, 400, 200, 400, 450).cadence(1, 400, 2_000, 400, 450);
    }
    assertEquals("ringing 2.2", first(line));
    assertEquals(List.of(State.RINGING), states(line));
  }

  @Test
  void busyAndCongestionAreToldAfterTwoBursts() {
    assertEquals("busy_tone 2.0", first(new TelephoneLine().cadence(6, 500, 500, 480, 620)));
    assertEquals("busy_tone 2.0", first(new TelephoneLine().cadence(6, 500, 500, 425)));
    assertEquals("busy_tone 1.5", first(new TelephoneLine().cadence(6, 375, 375, 400)));
    assertEquals("busy_tone 1.4", first(new TelephoneLine().cadence(6, 350, 350, 450)));
    assertEquals("congestion_tone 1.0", first(new TelephoneLine().cadence(8, 250, 250, 480, 620)));
    assertEquals("congestion_tone 0.8", first(new TelephoneLine().cadence(8, 200, 200, 425)));
  }

  @Test
  void noiseOfTheLineDoesNotHideThem() {
    assertEquals(List.of(State.RINGING),
        states(new TelephoneLine().cadence(3, 1_000, 4_000, 425).noise(300)));
    assertEquals(List.of(State.BUSY),
        states(new TelephoneLine().cadence(8, 500, 500, 425).noise(300)));
  }

  @Test
  void otherTonesAreKnownToo() {
    assertEquals(List.of(State.INFORMATION),
        states(new TelephoneLine().tone(330, 950).tone(330, 1_400).tone(330, 1_800).silence(500)));
    assertEquals("fax 0.4", first(new TelephoneLine().cadence(2, 500, 3_000, 1_100)));
    assertEquals("fax 0.4", first(new TelephoneLine().tone(3_000, 2_100)));
    assertEquals("silence 5.0", first(new TelephoneLine().silence(8_000)));
  }

  @Test
  void aVoiceIsToldAndWhatCameBeforeItIsOver() {
    TelephoneLine line = new TelephoneLine().cadence(2, 1_000, 4_000, 425).tone(1_000, 425)
        .silence(700)
        .speech(600, 2_000).silence(3_000);

    assertEquals(List.of(State.RINGING, State.VOICE), states(line));
    assertEquals(List.of(State.VOICE), states(new TelephoneLine().speech(0, 5_000)));
  }

  @Test
  void theLongerItRingsTheSurerItIs() {
    List<Double> sure = new ArrayList<>();
    CallProgress progress = run(new TelephoneLine().cadence(4, 1_000, 4_000, 425), (now, found) -> {
      if (sure.isEmpty() || found.confidence() > sure.getLast()) {
        sure.add(found.confidence());
      }
    });

    assertEquals(List.of(0.0, 0.7, 0.85, 0.95), sure);
    assertEquals(State.RINGING, progress.state());
  }

  @Test
  void hissIsNoTone() {
    assertTrue(states(new TelephoneLine().silence(10_000).noise(1_000)).stream()
        .allMatch(state -> state == State.SOUND));
  }

  private static String first(TelephoneLine line) {
    List<String> found = new ArrayList<>();
    run(line, (now, progress) -> {
      if (progress.state() != State.UNKNOWN && found.isEmpty()) {
        found.add(progress.state().shown() + " " + Math.floor(now / 100.0) / 10);
      }
    });
    return String.join("", found);
  }

  /** Those it went through. */
  private static List<State> states(TelephoneLine line) {
    List<State> states = new ArrayList<>();
    run(line, (now, progress) -> {
      if (progress.state() != State.UNKNOWN
          && (states.isEmpty() || states.getLast() != progress.state())) {
        states.add(progress.state());
      }
    });
    return states;
  }

  private interface Watcher {
    void see(long nowMillis, CallProgress progress);
  }

  private static CallProgress run(TelephoneLine line, Watcher watcher) {
    CallProgress progress = new CallProgress();
    ToneMeter meter = new ToneMeter();
    Vad vad = SileroVad.create();
    line.frames((frame, start) -> {
      meter.accept(frame);
      progress.accept(meter, vad.score(frame), start);
      watcher.see(start + 20, progress);
    });
    return progress;
  }
}
