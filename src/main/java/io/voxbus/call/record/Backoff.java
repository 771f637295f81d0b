package io.voxbus.call.record;

/**
 * How long to wait before a sink is tried again: twice as long after each failure. Pure.
 *
 * @param failures in a row
 */
record Backoff(long minMillis, long maxMillis, int failures) {
  Backoff(long minMillis, long maxMillis) {
    this(minMillis, maxMillis, 0);
  }

  Backoff failed() {
    return new Backoff(minMillis, maxMillis, failures + 1);
  }

  Backoff succeeded() {
    return new Backoff(minMillis, maxMillis, 0);
  }

  /** @param askedMillis what the server asked for; it is not waited for less, nor for more than the maximum */
  long delayMillis(long askedMillis) {
    long doubled = minMillis << Math.clamp(failures - 1, 0, 20);
    return Math.clamp(Math.max(doubled, askedMillis), 1, Math.max(1, maxMillis));
  }
}
