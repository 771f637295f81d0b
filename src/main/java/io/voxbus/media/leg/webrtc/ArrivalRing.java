package io.voxbus.media.leg.webrtc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands packets from the thread of the port to the loop of the call, without a lock and without garbage: the packets'
 * arrays stay here. When it is full, new packets are dropped.
 */
final class ArrivalRing {
  /** Takes a packet; may change it. */
  interface Reader {
    void packet(byte[] packet, int length, long arrivedNanos);
  }

  private static final int SIZE = 32;
  private static final int USUAL_BYTES = 256;
  private static final int ROUND_BYTES = 128;

  private final byte[][] packets = new byte[SIZE][];
  private final int[] lengths = new int[SIZE];
  private final long[] arrivals = new long[SIZE];
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /** From the port. */
  void offer(byte[] packet, int length, long nowNanos) {
    long at = written.getPlain();
    if (at - read.getAcquire() == SIZE) {
      dropped.incrementAndGet();
      return;
    }
    int slot = (int) (at % SIZE);
    byte[] room = packets[slot];
    if (room == null || room.length < length) {
      room = new byte[Math.max(USUAL_BYTES, (length / ROUND_BYTES + 1) * ROUND_BYTES)];
      packets[slot] = room;
    }
    System.arraycopy(packet, 0, room, 0, length);
    lengths[slot] = length;
    arrivals[slot] = nowNanos;
    written.setRelease(at + 1);
  }

  /** From the loop: everything that has arrived. */
  void drain(Reader reader) {
    long end = written.getAcquire();
    for (long at = read.getPlain(); at < end; at++) {
      int slot = (int) (at % SIZE);
      reader.packet(packets[slot], lengths[slot], arrivals[slot]);
      read.setRelease(at + 1);
    }
  }

  long dropped() {
    return dropped.get();
  }
}
