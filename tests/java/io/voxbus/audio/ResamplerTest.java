package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.Signals;
import io.voxbus.testing.Spectrum;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
  private static final int[] RATES = {8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000};

  static Stream<Arguments> pairs() {
    return IntStream.of(RATES).boxed()
        .flatMap(from -> IntStream.of(RATES).filter(to -> to != from)
            .mapToObj(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aSineStaysCleanAndAsLoudAsItWas(int from, int to) {
    short[] out = settled(resample(from, to, Signals.sine(from, 1000, -6, from / 2)), to);
    assertEquals(-6, Spectrum.level(out, to, 1000), 0.02);
    assertTrue(Spectrum.signalToNoise(out, to, 1000) > 80,
        "SNR " + Spectrum.signalToNoise(out, to, 1000));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theBandIsFlatToThreeQuartersOfTheLowerNyquistFrequency(int from, int to) {
    int nyquist = Math.min(from, to) / 2;
    assertEquals(-6,
        Spectrum.level(settled(through(from, to, 0.75 * nyquist), to), to, 0.75 * nyquist), 0.1);
    assertEquals(-7,
        Spectrum.level(settled(through(from, to, 0.85 * nyquist), to), to, 0.85 * nyquist), 0.5);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatTheLowerRateCannotCarryIsGone(int from, int to) {
    // Downwards what lies above its Nyquist frequency; upwards the images there of what lies below.
    double nyquist = Math.min(from, to) / 2.0;
    double hz = from > to ? 1.12 * nyquist : 0.88 * nyquist;
    double mirrored = 2 * nyquist - hz;
    short[] out = settled(through(from, to, hz), to);
    if (from > to || mirrored < to / 2.0) {
      assertTrue(Spectrum.level(out, to, mirrored) < -6 - 75,
          "alias " + Spectrum.level(out, to, mirrored));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theCutOfTheInputDoesNotMatter(int from, int to) {
    short[] in = Signals.whiteNoise(-12, from / 2, 1);
    short[] whole = resample(from, to, in);
    Resampler resampler = new Resampler(from, to);
    Random random = new Random(2);
    short[] pieces = new short[whole.length];
    short[] out = new short[resampler.maxOutput(2000)];
    int made = 0;
    for (int at = 0; at < in.length;) {
      int length = Math.min(random.nextInt(10) == 0 ? 2000 : random.nextInt(50), in.length - at);
      int samples = resampler.process(in, at, length, out);
      assertTrue(samples <= resampler.maxOutput(length));
      System.arraycopy(out, 0, pieces, made, samples);
      made += samples;
      at += length;
    }
    assertEquals(whole.length, made);
    assertArrayEquals(whole, pieces);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theNumberOfSamplesIsExactAfterEveryFrame(int from, int to) {
    countsExactly(from, to, 300);
  }

  @Test
  void theNumberOfSamplesIsExactAfterAnHour() {
    countsExactly(11_025, 8000, 180_000);
  }

  @Test
  void aFrameOf20MillisecondsGivesAFrameOf20Milliseconds() {
    short[] out = new short[1000];
    assertEquals(320, new Resampler(8000, 16_000).process(new short[160], 0, 160, out));
    assertEquals(160, new Resampler(16_000, 8000).process(new short[320], 0, 320, out));
    assertEquals(960, new Resampler(16_000, 48_000).process(new short[320], 0, 320, out));
    assertEquals(320, new Resampler(48_000, 16_000).process(new short[960], 0, 960, out));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aClickComesOutAfterTheDelayItTells(int from, int to) {
    short[] click = new short[from / 10];
    click[from / 100] = 30_000;
    short[] out = resample(from, to, click);
    int loudest = 0;
    for (int i = 0; i < out.length; i++) {
      loudest = Math.abs(out[i]) > Math.abs(out[loudest]) ? i : loudest;
    }
    double delay = new Resampler(from, to).delay();
    assertEquals((double) (from / 100) * to / from + delay, loudest, 0.51);
    // 16 samples of the lower rate, and up to two more where the number of taps had to be rounded up.
    assertTrue(delay / to <= 18.0 / Math.min(from, to));
  }

  @Test
  void sixteenToEightHasADelayOfTwoMilliseconds() {
    assertEquals(16, new Resampler(16_000, 8000).delay());
    assertEquals(32, new Resampler(8000, 16_000).delay());
  }

  @Test
  void theSameRateIsACopyWithoutDelay() {
    short[] noise = Signals.whiteNoise(-12, 500, 1);
    Resampler resampler = new Resampler(16_000, 16_000);
    short[] out = new short[resampler.maxOutput(400)];
    assertEquals(400, resampler.process(noise, 100, 400, out));
    assertArrayEquals(Arrays.copyOfRange(noise, 100, 500), Arrays.copyOf(out, 400));
    assertEquals(0, resampler.delay());
  }

  @Test
  void whatIsTooLoudStaysAtTheLimit() {
    short[] square = new short[8000];
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 40 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
    }
    short[] out = resample(8000, 16_000, square);
    for (int i = 200; i < out.length; i++) {
      // Wrapped around, a sample in the middle of a half wave would change its sign.
      int half = (i - 32) / 80 % 2;
      boolean middle = (i - 32) % 80 > 10 && (i - 32) % 80 < 70;
      assertTrue(!middle || (out[i] > 0) == (half == 0), "sample " + i);
    }
  }

  @Test
  void refusesRatesItHasNoFilterFor() {
    assertThrows(IllegalArgumentException.class, () -> new Resampler(8000, 12_000));
    assertThrows(IllegalArgumentException.class, () -> new Resampler(0, 8000));
  }

  private static void countsExactly(int from, int to, int frames) {
    Resampler resampler = new Resampler(from, to);
    int frame = from / 50;
    short[] in = new short[frame];
    short[] out = new short[resampler.maxOutput(frame)];
    long made = 0;
    for (int i = 1; i <= frames; i++) {
      made += resampler.process(in, 0, frame, out);
      long taken = (long) i * frame;
      assertEquals((taken * to + from - 1) / from, made);
    }
  }

  private static short[] through(int from, int to, double hz) {
    return resample(from, to, Signals.sine(from, hz, -6, from / 2));
  }

  private static short[] resample(int from, int to, short[] in) {
    Resampler resampler = new Resampler(from, to);
    short[] out = new short[resampler.maxOutput(in.length)];
    return Arrays.copyOf(out, resampler.process(in, 0, in.length, out));
  }

  private static short[] settled(short[] out, int rate) {
    return Arrays.copyOfRange(out, rate / 50, out.length);
  }
}
