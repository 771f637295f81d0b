package io.voxbus.load.cluster;

/** What one end hears: the longest time without a frame that sounds, and how many came after it. Any thread. */
final class Hearing {
  private long lastNanos;
  private long silenceNanos;
  private int after;
  private int marked;

  synchronized void frame() {
    long now = System.nanoTime();
    if (lastNanos != 0 && now - lastNanos > silenceNanos) {
      silenceNanos = now - lastNanos;
      after = 0;
    }
    after++;
    marked++;
    lastNanos = now;
  }

  /** From now on. */
  synchronized void mark() {
    silenceNanos = 0;
    after = 0;
    marked = 0;
  }

  synchronized boolean begun() {
    return lastNanos != 0;
  }

  synchronized long silenceNanos() {
    return silenceNanos;
  }

  /** Frames since the longest silence. */
  synchronized int after() {
    return after;
  }

  /** Frames since the mark. */
  synchronized int marked() {
    return marked;
  }
}
