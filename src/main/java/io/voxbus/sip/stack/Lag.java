package io.voxbus.sip.stack;

/**
 * Whether the messages of one event loop stand in a queue: for a second each that was taken has waited too long, and none
 * was long in coming (the measure of CoDel, RFC 8289 section 3.1). One stop of the loop is no queue. Used on that loop.
 */
final class Lag {
  private static final long WINDOW_NANOS = 1_000_000_000;

  private final long mostNanos;
  private long takenNanos;
  private long lateSinceNanos;
  private boolean standing;

  /** @param mostMillis what a message may wait */
  Lag(long mostMillis) {
    mostNanos = mostMillis * 1_000_000;
  }

  /** A message is taken that has waited so long. */
  void took(long waitedNanos, long nowNanos) {
    boolean late = waitedNanos > mostNanos;
    if (!late || nowNanos - takenNanos > WINDOW_NANOS) {
      lateSinceNanos = nowNanos;
    }
    standing = late && nowNanos - lateSinceNanos >= WINDOW_NANOS;
    takenNanos = nowNanos;
  }

  /** What the message that was taken last says. */
  boolean isStanding() {
    return standing;
  }
}
