package io.voxbus.load.cluster;

import io.voxbus.rtp.RtpPacket;

/** What one end hears: the longest time without a frame that sounds, and how many came after it. Any thread. */
final class Hearing {
  private static final int FROM = 70;
  private static final int TO = 90;
  /** Of mu-law, whose bits are inverted: what is spoken here is louder than segment 3. */
  private static final int SEGMENT = 0x70;
  private static final int LOUD = 0x30;

  private long lastNanos;
  private long silenceNanos;
  private int after;
  private int marked;

  /** 20 ms of mu-law: it is a frame if it sounds. */
  void packet(RtpPacket packet) {
    int last = Math.min(TO, packet.payloadLength());
    for (int i = FROM; i < last; i++) {
      if ((~packet.bytes()[packet.payloadOffset() + i] & SEGMENT) > LOUD) {
        frame();
        return;
      }
    }
  }

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
