package io.voxbus.audio.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.TelephoneLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeepDetectorTest {
  @ParameterizedTest
  @ValueSource(ints = {400, 440, 700, 1_000, 1_400, 2_000, 2_500})
  void aBeepOfAnyPitchIsFoundWhenItHasEnded(int hz) {
    assertEquals(List.of("1000-1300"), beeps(new TelephoneLine().silence(1_000).tone(300, hz)
        .silence(500)));
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 200, 400, 1_000, 2_000})
  void itsLengthIsThatOfTheTone(int millis) {
    assertEquals(List.of("1000-" + (1_000 + millis)),
        beeps(new TelephoneLine().silence(1_000).tone(millis, 1_000).silence(500)));
  }

  @Test
  void itIsFoundAfterAGreetingAndInNoise() {
    assertEquals(List.of("3000-3400"), beeps(new TelephoneLine().speech(600, 2_000).silence(1_000)
        .tone(400, 900).silence(500).noise(200)));
  }

  @Test
  void whatIsTooShortTooLongOrNoLineIsNone() {
    assertEquals(List.of(), beeps(new TelephoneLine().tone(60, 1_000).silence(500)));
    assertEquals(List.of(), beeps(new TelephoneLine().tone(4_000, 1_000).silence(500)));
    assertEquals(List.of(), beeps(new TelephoneLine().cadence(4, 100, 100, 770, 1_336)));
    assertEquals(List.of(), beeps(new TelephoneLine().speech(0, 5_000)));
    assertEquals(List.of(), beeps(new TelephoneLine().silence(5_000).noise(2_000)));
  }

  /** Their beginnings and ends, rounded to the frames of the meter. */
  private static List<String> beeps(TelephoneLine line) {
    List<String> found = new ArrayList<>();
    BeepDetector detector = new BeepDetector();
    ToneMeter meter = new ToneMeter();
    line.frames((frame, start) -> {
      meter.accept(frame);
      if (detector.accept(meter, start)) {
        found.add(rounded(detector.startMillis()) + "-" + rounded(detector.endMillis()));
      }
    });
    return found;
  }

  private static long rounded(long millis) {
    return Math.round(millis / 50.0) * 50;
  }
}
