package io.voxbus.audio;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The taps of a Kaiser-windowed sinc for one ratio of rates, cut into {@code up} phases. Never changes, so
 * all streams with that ratio share one.
 */
final class PolyphaseFilter {
  private static final List<Integer> RATES = List.of(8000, 11_025, 16_000, 22_050, 24_000, 32_000,
      44_100, 48_000);
  /** Zero crossings of the sinc under the window. */
  private static final int CROSSINGS = 32;
  /** Where the response has fallen by half, as a part of the lower Nyquist frequency. */
  private static final double ROLLOFF = 0.92;
  private static final double BETA = 8;
  private static final Map<Long, PolyphaseFilter> SHARED = new ConcurrentHashMap<>();

  /** Outputs and inputs in the shortest piece of time that holds a whole number of both. */
  final int up;
  final int down;
  /** Taps of a phase, a multiple of four. */
  final int taps;
  /** Phase by phase, the factor of each input sample from the oldest on; each phase sums to one. */
  final float[][] bank;
  /** Where the inputs of a phase start, counted from the start of the piece of time. */
  final int[] start;

  private PolyphaseFilter(int up, int down) {
    this.up = up;
    this.down = down;
    double stretch = Math.max(1, (double) down / up);
    taps = (int) Math.ceil(CROSSINGS * stretch / 4) * 4;
    bank = new float[up][];
    start = new int[up];
    for (int phase = 0; phase < up; phase++) {
      long position = (long) phase * down;
      start[phase] = (int) (position / up);
      bank[phase] = phase((double) (position % up) / up, stretch);
    }
  }

  static PolyphaseFilter of(int fromRate, int toRate) {
    if (!RATES.contains(fromRate) || !RATES.contains(toRate)) {
      throw new IllegalArgumentException(
          "from " + fromRate + " to " + toRate + " Hz; there are " + RATES);
    }
    int common = BigInteger.valueOf(fromRate).gcd(BigInteger.valueOf(toRate)).intValue();
    int up = toRate / common;
    int down = fromRate / common;
    return SHARED.computeIfAbsent((long) up << 32 | down, ratio -> new PolyphaseFilter(up, down));
  }

  /** In samples of the input rate. */
  int delay() {
    return taps / 2;
  }

  /** @param fraction how far behind the tap {@code taps / 2 - 1} the output lies, in input samples */
  private float[] phase(double fraction, double stretch) {
    double[] exact = new double[taps];
    double sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      double distance = tap - (delay() - 1) - fraction;
      exact[tap] = sinc(distance * ROLLOFF / stretch) * kaiser(distance / delay());
      sum += exact[tap];
    }
    float[] rounded = new float[taps];
    for (int tap = 0; tap < taps; tap++) {
      rounded[tap] = (float) (exact[tap] / sum);
    }
    return rounded;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x));
  }

  /** The modified Bessel function I0 by its power series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }
}
