package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.testing.Signals;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ITU-T Q.24 table 1, the widest of the administrations' limits; each case at both rates and all sixteen keys. */
class DtmfDetectorTest {
  private static final String KEYS = "123A456B789C*0#D";
  private static final double[] ROWS = {697, 770, 852, 941};
  private static final double[] COLUMNS = {1209, 1336, 1477, 1633};
  private static final double CLEAN = 80;

  /**
   * How keys are pressed.
   *
   * @param rowOff part of its frequency that the low tone is off, {@code columnOff} the high one
   */
  private record Press(double rowOff, double columnOff, double rowDbfs, double columnDbfs,
      int millis,
      int pauseMillis) {
    Press off(double row, double column) {
      return new Press(row, column, rowDbfs, columnDbfs, millis, pauseMillis);
    }

    Press level(double row, double column) {
      return new Press(rowOff, columnOff, row, column, millis, pauseMillis);
    }

    Press lasting(int tone, int pause) {
      return new Press(rowOff, columnOff, rowDbfs, columnDbfs, tone, pause);
    }
  }

  private static final Press SHORTEST = new Press(0, 0, -10, -10, 40, 40);

  static Stream<Arguments> accepted() {
    return Stream.of(CLEAN, 15.0)
        .flatMap(snr -> Stream.of(-0.015, 0.0, 0.015).flatMap(row -> Stream.of(-0.015, 0.015)
            .flatMap(column -> Stream
                .of(SHORTEST, SHORTEST.level(-10, -18), SHORTEST.level(-16, -10),
                    SHORTEST.level(-36, -36))
                .map(press -> Arguments.of(press.off(row, column), snr)))));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void hearsKeysAtTheLimitsAllAtOnce(Press press, double snr) {
    for (int rate : new int[]{8000, 16_000}) {
      assertEquals(KEYS.repeat(2), detect(press(press, KEYS.repeat(2), rate, snr), rate));
    }
  }

  static Stream<Arguments> rejected() {
    Press calm = SHORTEST.lasting(100, 100);
    return Stream
        .concat(Stream.of(calm.lasting(20, 60), calm.lasting(22, 100), calm.level(-56, -56),
            calm.level(-10, -24), calm.level(-22, -10), calm.level(-10, -90), calm.level(-90, -10)),
            Stream.of(-0.035, 0.0, 0.035).flatMap(row -> Stream.of(-0.035, 0.0, 0.035)
                .filter(column -> row != 0 || column != 0).map(column -> calm.off(row, column))))
        .flatMap(press -> Stream.of(CLEAN, 15.0).map(snr -> Arguments.of(press, snr)));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void doesNotHearWhatIsBeyondThem(Press press, double snr) {
    for (int rate : new int[]{8000, 16_000}) {
      assertEquals("", detect(press(press, KEYS.repeat(2), rate, snr), rate));
    }
  }

  @Test
  void aHeldKeyIsOneKey() {
    assertEquals("5", detect(press(SHORTEST.lasting(3000, 100), "5", 8000, 20), 8000));
  }

  @Test
  void theSameKeyTwiceIsTwoKeys() {
    assertEquals("55550", detect(press(SHORTEST, "55550", 16_000, 15), 16_000));
  }

  @Test
  void aDropOutOfTenMillisecondsDoesNotDoubleAKey() {
    short[] pcm = press(SHORTEST.lasting(200, 100), "7", 8000, CLEAN);
    Arrays.fill(pcm, 800, 880, (short) 0);
    assertEquals("7", detect(pcm, 8000));
  }

  @Test
  void aKeyIsToldWithinFortyMilliseconds() {
    for (int phase = 0; phase < 160; phase += 7) {
      DtmfDetector detector = new DtmfDetector(8000);
      detector.accept(new short[phase]);
      short[] tone = Signals.pair(8000, new double[]{770, 1336}, new double[]{-10, -10}, 320);
      assertEquals('5', detector.accept(tone));
    }
  }

  @Test
  void theCutIntoFramesDoesNotMatter() {
    short[] pcm = press(SHORTEST, KEYS, 16_000, 15);
    DtmfDetector detector = new DtmfDetector(16_000);
    Random random = new Random(3);
    StringBuilder keys = new StringBuilder();
    for (int at = 0; at < pcm.length;) {
      int end = Math.min(at + 2 * random.nextInt(200), pcm.length);
      append(keys, detector.accept(Arrays.copyOfRange(pcm, at, end)));
      at = end;
    }
    assertEquals(KEYS, keys.toString());
  }

  @Test
  void hearsKeysThroughTheTelephoneNetwork() {
    short[] pcm = press(SHORTEST.level(-22, -20), KEYS, 8000, 20);
    for (short i = 0; i < pcm.length; i++) {
      pcm[i] = G711.A_LAW.decode(G711.A_LAW.encode(G711.MU_LAW.decode(G711.MU_LAW.encode(pcm[i]))));
    }
    assertEquals(KEYS, detect(pcm, 8000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void voicesAreNoKeys(long seed) {
    assertEquals("", detect(vowels(8000, 30, seed), 8000));
    assertEquals("", detect(vowels(16_000, 30, seed), 16_000));
  }

  @Test
  void noiseDialToneAndSweepsAreNoKeys() {
    int rate = 16_000;
    assertEquals("", detect(Signals.whiteNoise(-15, 20 * rate, 1), rate));
    assertEquals("", detect(Signals.pinkNoise(-15, 20 * rate, 2), rate));
    assertEquals("", detect(Signals.sweep(rate, 300, 3400, -6, 10 * rate), rate));
    double[] level = {-10, -10};
    assertEquals("", detect(Signals.pair(rate, new double[]{350, 440}, level, 5 * rate), rate));
    assertEquals("", detect(Signals.pair(rate, new double[]{440, 480}, level, 5 * rate), rate));
    assertEquals("", detect(Signals.pair(rate, new double[]{1100, 2100}, level, 5 * rate), rate));
  }

  @Test
  void refusesOtherRates() {
    assertThrows(IllegalArgumentException.class, () -> new DtmfDetector(48_000));
  }

  private static String detect(short[] pcm, int rate) {
    DtmfDetector detector = new DtmfDetector(rate);
    StringBuilder keys = new StringBuilder();
    for (int at = 0; at + rate / 50 <= pcm.length; at += rate / 50) {
      append(keys, detector.accept(Arrays.copyOfRange(pcm, at, at + rate / 50)));
    }
    return keys.toString();
  }

  private static void append(StringBuilder keys, char key) {
    if (key != 0) {
      keys.append(key);
    }
  }

  /** The keys one after the other at any phase, with white noise over it all. */
  private static short[] press(Press press, String keys, int rate, double snr) {
    int on = press.millis * rate / 1000;
    int off = press.pauseMillis * rate / 1000;
    short[] pcm = new short[rate / 20 + keys.length() * (on + off) + rate / 20];
    Random random = new Random(keys.length() + on);
    for (int k = 0; k < keys.length(); k++) {
      int key = KEYS.indexOf(keys.charAt(k));
      double row = ROWS[key / 4] * (1 + press.rowOff) * 2 * Math.PI / rate;
      double column = COLUMNS[key % 4] * (1 + press.columnOff) * 2 * Math.PI / rate;
      double phase1 = 2 * Math.PI * random.nextDouble();
      double phase2 = 2 * Math.PI * random.nextDouble();
      int at = rate / 20 + k * (on + off);
      for (int i = 0; i < on; i++) {
        pcm[at + i] = (short) (Levels.amplitude(press.rowDbfs) * Math.sin(phase1 + row * i)
            + Levels.amplitude(press.columnDbfs) * Math.sin(phase2 + column * i));
      }
    }
    double power = (Math.pow(10, press.rowDbfs / 10) + Math.pow(10, press.columnDbfs / 10)) / 2;
    return Signals.mix(pcm, Signals.whiteNoise(10 * Math.log10(power) - snr, pcm.length, 5));
  }

  /** Voices with gliding pitch, formants that jump from vowel to vowel, and pauses. */
  private static short[] vowels(int rate, int seconds, long seed) {
    Random random = new Random(seed);
    short[] pcm = new short[rate * seconds];
    double[][] states = new double[3][2];
    double[] formants = {500, 1500, 2500};
    double pitch = 120;
    double phase = 0;
    double loudness = 0;
    for (int i = 0; i < pcm.length; i++) {
      if (i % (rate / 8) == 0) {
        formants = new double[]{250 + random.nextInt(700), 800 + random.nextInt(1400),
            2300 + random.nextInt(900)};
        pitch = 85 + random.nextInt(250);
        loudness = random.nextInt(4) == 0 ? 0 : 0.3 + 0.7 * random.nextDouble();
      }
      phase += pitch * (1 + 0.1 * Math.sin(i * 8.0 / rate)) / rate;
      double source = 0.02 * random.nextGaussian() + (phase >= 1 ? 1 : 0);
      phase -= phase >= 1 ? 1 : 0;
      double sample = 0;
      for (int f = 0; f < 3; f++) {
        double radius = Math.exp(-Math.PI * 90 / rate);
        double next = source
            + 2 * radius * Math.cos(2 * Math.PI * formants[f] / rate) * states[f][0]
            - radius * radius * states[f][1];
        states[f][1] = states[f][0];
        states[f][0] = next;
        sample += next;
      }
      pcm[i] = (short) Math.max(-32_768, Math.min(3000 * loudness * sample, 32_767));
    }
    return pcm;
  }
}
