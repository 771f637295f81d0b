package io.voxbus.sip.stack;

/**
 * Whether the messages of one event loop stand in a queue. One stop of the loop is no queue: of what has come meanwhile
 * the last has hardly waited. Only when for a second even the one that waited least has waited too long, there is more
 * to do than can be done (the measure of CoDel, RFC 8289 section 3.1). Written by its loop, read by any.
 */
final class Lag {
  private static final long WINDOW_NANOS = 1_000_000_000;

  private final long mostNanos;
  private long since;
  private long least = Long.MAX_VALUE;
  private volatile boolean standing;

  /** @param mostMillis what a message may wait */
  Lag(long mostMillis) {
    mostNanos = mostMillis * 1_000_000;
  }

  /** A message is taken that has waited so long. */
  void took(long waitedNanos, long nowNanos) {
    long age = nowNanos - since;
    if (least == Long.MAX_VALUE || age > 2 * WINDOW_NANOS) {
      standing = false; // nobody has come for a while
      begin(waitedNanos, nowNanos);
    } else if (age > WINDOW_NANOS) {
      standing = least > mostNanos;
      begin(waitedNanos, nowNanos);
    } else {
      least = Math.min(least, waitedNanos);
    }
  }

  private void begin(long waitedNanos, long nowNanos) {
    since = nowNanos;
    least = waitedNanos;
  }

  boolean isStanding() {
    return standing;
  }
}
