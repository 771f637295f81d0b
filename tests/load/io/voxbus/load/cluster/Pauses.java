package io.voxbus.load.cluster;

import io.voxbus.load.Samples;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long it was quiet between two frames of a call, less what the generator itself stood still meanwhile. */
final class Pauses {
  private static final long OWN_NANOS = 3_000_000;
  private static final double MOST_MILLIS = 40;

  private Samples gaps = new Samples();
  private long ticked;
  private long ownFrom;
  private long ownTo;
  private long longestOwn;
  private long longest;
  private long wide;
  private String widest = "";
  /** What began last, and how many gaps were wide since, up to what began next. */
  private volatile String doing = "";
  private final Map<String, Integer> wideIn = new LinkedHashMap<>();

  /** Each turn of the generator. */
  void turn(long now) {
    if (ticked != 0 && now - ticked > OWN_NANOS) {
      ownFrom = ticked;
      ownTo = now;
      longestOwn = Math.max(longestOwn, now - ticked);
    }
    ticked = now;
  }

  void gap(String call, long from, long to) {
    long standing = to - ticked > OWN_NANOS ? to - ticked : 0;
    long own = Math.max(0, Math.min(to, ownTo) - Math.max(from, ownFrom)) + standing;
    long gap = Math.max(0, to - from - own);
    gaps.add(gap);
    if (gap > longest) {
      longest = gap;
      widest = call;
    }
    if (gap > MOST_MILLIS * 1e6) {
      wide++;
      wideIn.merge(doing, 1, Integer::sum);
    }
  }

  /** Something begins that may disturb the calls. From any thread. */
  void begins(String what) {
    doing = what;
  }

  void clear() {
    gaps = new Samples();
    longestOwn = 0;
    longest = 0;
    wide = 0;
    wideIn.clear();
  }

  double longest() {
    return longest / 1e6;
  }

  double usual(double part) {
    return gaps.millis(part);
  }

  /** The call with the longest one. */
  String widest() {
    return widest;
  }

  long wide() {
    return wide;
  }

  /** How many of them came after what had begun. */
  Map<String, Integer> wideIn() {
    return wideIn;
  }

  double longestOwn() {
    return longestOwn / 1e6;
  }
}
