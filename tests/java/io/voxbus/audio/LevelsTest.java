package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.Signals;
import org.junit.jupiter.api.Test;

class LevelsTest {
  @Test
  void aSineHasItsPeakAndThreeDecibelsLessRms() {
    short[] sine = Signals.sine(16_000, 1000, -20, 16_000);
    assertEquals(-20, Levels.peak(sine), 0.01);
    assertEquals(-23.01, Levels.rms(sine), 0.01);
  }

  @Test
  void zeroIsTheLowestSampleThereIs() {
    short[] lowest = {Short.MIN_VALUE, Short.MIN_VALUE};
    assertEquals(0, Levels.peak(lowest));
    assertEquals(0, Levels.rms(lowest));
  }

  @Test
  void silenceHasALevelToo() {
    assertEquals(Levels.SILENCE, Levels.peak(new short[320]));
    assertEquals(Levels.SILENCE, Levels.rms(new short[320]));
    assertEquals(Levels.SILENCE, Levels.rms(new short[0]));
  }

  @Test
  void amplitudeIsTheWayBack() {
    assertEquals(3276.8, Levels.amplitude(-20), 1e-9);
  }
}
