package io.voxbus.load;

import java.util.Arrays;
import java.util.Locale;

/** Durations in nanoseconds, and what they say. */
public final class Samples {
  private long[] nanos = new long[1024];
  private int size;

  public void add(long one) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = one;
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  /** @param part 0 to 1 */
  public double millis(double part) {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return size == 0 ? Double.NaN : sorted[(int) Math.min(size - 1, size * part)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT,
        "least %.2f, p1 %.2f, p50 %.2f ms, p99 %.2f ms, most %.2f ms of %d", millis(0),
        millis(0.01), millis(0.5), millis(0.99), millis(1), size);
  }

  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
