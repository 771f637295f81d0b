package io.voxbus.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The measure is measured: known signals have the levels they were made with. */
class SpectrumTest {
  private static final int RATE = 16_000;

  @Test
  void findsEachOfTwoTonesAndNothingBetweenThem() {
    short[] pair = Signals.pair(RATE, new double[]{697, 1209}, new double[]{-10, -20}, 800);
    assertEquals(-10, Spectrum.level(pair, RATE, 697), 0.1);
    assertEquals(-20, Spectrum.level(pair, RATE, 1209), 0.1);
    assertTrue(Spectrum.level(pair, RATE, 950) < -65);
  }

  @Test
  void signalToNoiseIsWhatWasMixed() {
    short[] mixed = Signals.mix(Signals.sine(RATE, 1000, -10, RATE),
        Signals.whiteNoise(-33.01, RATE, 1));
    assertEquals(20, Spectrum.signalToNoise(mixed, RATE, 1000), 0.2);
  }

  @Test
  void noiseHasItsRms() {
    assertEquals(-20, Spectrum.rms(Signals.whiteNoise(-20, RATE, 1)), 0.1);
    assertEquals(-20, Spectrum.rms(Signals.pinkNoise(-20, RATE, 1)), 0.1);
  }

  @Test
  void pinkNoiseFallsByAboutThreeDecibelsAnOctave() {
    short[] pink = Signals.pinkNoise(-20, RATE, 2);
    assertEquals(12, around(pink, 200) - around(pink, 3200), 4);
  }

  @Test
  void aSweepPassesEachOctaveInTheSameTime() {
    short[] sweep = Signals.sweep(RATE, 100, 6400, -6, 6 * RATE);
    for (int second = 0; second < 6; second++) {
      short[] middle = Arrays.copyOfRange(sweep, second * RATE + RATE / 2 - 80,
          second * RATE + RATE / 2 + 80);
      assertEquals(-6, Spectrum.level(middle, RATE, 100 * Math.pow(2, second + 0.5)), 1);
    }
  }

  /** The mean power of lines that span half an octave. */
  private static double around(short[] pcm, double hz) {
    double power = 0;
    for (int i = 0; i < 40; i++) {
      power += Math.pow(10, Spectrum.level(pcm, RATE, hz * (1 + i * 0.01)) / 10);
    }
    return 10 * Math.log10(power);
  }
}
