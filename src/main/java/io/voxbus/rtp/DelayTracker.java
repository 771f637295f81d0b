package io.voxbus.rtp;

import java.util.Arrays;

/**
 * How much packets differ in the time they are under way. The quickest of the last seconds is the measure; by how much
 * the others are slower goes into a histogram that forgets.
 */
final class DelayTracker {
  private static final int BUCKET_MILLIS = 10;
  private static final int BUCKETS = 26;
  private static final double IN_TIME = 0.97;
  /** A fifth of it is left after 400 packets. */
  private static final double MEMORY = 0.996;
  private static final int FIRST_GUESS_MILLIS = 40;
  private static final long WINDOW_NANOS = 5_000_000_000L;
  private static final long NANOS = 1_000_000;

  private final int leastMillis;
  private final int mostMillis;
  private final double[] histogram = new double[BUCKETS];
  private double memory;
  private int target;
  private long windowEnd;
  private long windowLeast;
  private long least;
  private boolean any;

  DelayTracker(int leastMillis, int mostMillis) {
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
    reset();
  }

  void reset() {
    any = false;
    memory = 0;
    target = Math.clamp(FIRST_GUESS_MILLIS, leastMillis, mostMillis);
  }

  /** @param transit arrival less timestamp: only differences of it matter */
  void add(long transit, long nowNanos) {
    if (!any) {
      any = true;
      least = transit;
      windowLeast = transit;
      windowEnd = nowNanos + WINDOW_NANOS;
      Arrays.fill(histogram, 0);
      histogram[Math.min(target / BUCKET_MILLIS - 1, BUCKETS - 1)] = 1;
      memory = 0.9;
    }
    if (nowNanos > windowEnd) {
      least = windowLeast;
      windowLeast = transit;
      windowEnd = nowNanos + WINDOW_NANOS;
    }
    windowLeast = Math.min(windowLeast, transit);
    least = Math.min(least, transit);
    count((int) Math.min((transit - least) / NANOS / BUCKET_MILLIS, BUCKETS - 1));
  }

  int targetMillis() {
    return target;
  }

  /** The transit that a packet should have when it is played. */
  long desiredNanos() {
    return least + target * NANOS;
  }

  private void count(int bucket) {
    for (int i = 0; i < BUCKETS; i++) {
      histogram[i] *= memory;
    }
    histogram[bucket] += 1 - memory;
    memory = Math.min(MEMORY, memory + (1 - memory) * 0.1);
    double sum = 0;
    int needed = 0;
    while (needed < BUCKETS - 1 && sum + histogram[needed] < IN_TIME) {
      sum += histogram[needed++];
    }
    target = Math.clamp((needed + 1L) * BUCKET_MILLIS, leastMillis, mostMillis);
  }
}
