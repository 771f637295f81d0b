package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.Signals;
import io.voxbus.testing.Spectrum;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ToneTest {
  @Test
  void aSineHasItsFrequencyAndLevelAndNothingElse() {
    short[] tone = Arrays.copyOfRange(frames(Tone.sine(440, -10), 100), 320, 32_000);
    assertEquals(-10, Spectrum.level(tone, Pcm.RATE, 440), 0.01);
    assertTrue(Spectrum.signalToNoise(tone, Pcm.RATE, 440) > 75);
  }

  @Test
  void itStaysTrueForAnHour() {
    Tone tone = Tone.sine(1004, -3);
    short[] minute = new short[60 * Pcm.RATE];
    for (int i = 0; i < 60; i++) {
      tone.fill(minute);
    }
    short[] last = Arrays.copyOf(minute, Pcm.RATE);
    assertEquals(-3, Spectrum.level(last, Pcm.RATE, 1004), 0.01);
    assertTrue(Spectrum.signalToNoise(last, Pcm.RATE, 1004) > 75);
  }

  @Test
  void theCutIntoFramesDoesNotMatter() {
    short[] whole = new short[3200];
    Tone.dtmf('5').fill(whole);
    assertArrayEquals(whole, frames(Tone.dtmf('5'), 10));
  }

  @Test
  void aKeyIsItsTwoTonesTheHigherOneTwoDecibelsLouder() {
    short[] tone = Arrays.copyOfRange(frames(Tone.dtmf('8'), 50), 320, 16_000);
    assertEquals(-14, Spectrum.level(tone, Pcm.RATE, 852), 0.05);
    assertEquals(-12, Spectrum.level(tone, Pcm.RATE, 1336), 0.05);
  }

  @Test
  void everyKeyIsDetectedAtBothRates() {
    for (int rate : new int[]{8000, 16_000}) {
      for (char key : "0123456789*#ABCDabcd".toCharArray()) {
        short[] pcm = new short[rate / 10];
        Tone.dtmf(key, rate).fill(pcm);
        assertEquals(Character.toUpperCase(key), new DtmfDetector(rate).accept(pcm));
      }
    }
  }

  @Test
  void itStartsAndFadesWithoutAClick() {
    Tone tone = Tone.sine(400, 0);
    short[] start = frames(tone, 2);
    assertFalse(tone.isOver());
    tone.fade();
    short[] end = frames(tone, 2);
    assertTrue(tone.isOver());
    short[] all = Signals.join(new short[160], start, end);
    assertEquals(new Silence(true, true),
        new Silence(all[0] == 0, zero(Arrays.copyOfRange(end, 80, end.length))));
    // A click is energy far from the tone: a cut at full level would leave some -45 dBFS here.
    assertTrue(Spectrum.level(all, Pcm.RATE, 6000) < -75,
        "click " + Spectrum.level(all, Pcm.RATE, 6000));
  }

  @Test
  void refusesWhatItCannotSound() {
    assertThrows(IllegalArgumentException.class, () -> Tone.sine(8000, -10));
    assertThrows(IllegalArgumentException.class, () -> Tone.sine(0, -10));
    assertThrows(IllegalArgumentException.class, () -> Tone.sine(Double.NaN, -10));
    assertThrows(IllegalArgumentException.class, () -> Tone.dtmf('x'));
  }

  private record Silence(boolean before, boolean after) {}

  private static boolean zero(short[] pcm) {
    return Arrays.equals(pcm, new short[pcm.length]);
  }

  private static short[] frames(Tone tone, int count) {
    short[] all = new short[0];
    for (int i = 0; i < count; i++) {
      short[] frame = new short[Pcm.FRAME];
      tone.fill(frame);
      all = Signals.join(all, frame);
    }
    return all;
  }
}
