package io.voxbus.media.leg;

/** A queue of samples that grows as it must, up to a bound; beyond it the oldest are dropped. */
final class SampleQueue {
  private final int most;
  private short[] samples;
  private int start;
  private int size;

  SampleQueue(int initial, int most) {
    this.samples = new short[initial];
    this.most = most;
  }

  int size() {
    return size;
  }

  void add(short[] from, int length) {
    if (size + length > samples.length) {
      grow(size + length);
    }
    for (int i = 0; i < length; i++) {
      samples[(start + size + i) % samples.length] = from[i];
    }
    size += length;
    if (size > most) {
      skip(size - most);
    }
  }

  /** Takes {@code to.length} samples, or none. */
  boolean take(short[] to) {
    if (size < to.length) {
      return false;
    }
    int first = Math.min(to.length, samples.length - start);
    System.arraycopy(samples, start, to, 0, first);
    System.arraycopy(samples, 0, to, first, to.length - first);
    skip(to.length);
    return true;
  }

  private void skip(int count) {
    start = (start + count) % samples.length;
    size -= count;
  }

  private void grow(int needed) {
    short[] grown = new short[Math.max(needed, samples.length * 2)];
    for (int i = 0; i < size; i++) {
      grown[i] = samples[(start + i) % samples.length];
    }
    samples = grown;
    start = 0;
  }
}
