package io.voxbus.media.leg;

import io.voxbus.protocol.bus.SocketAudio;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Hands packets from one event loop to one media loop, without a lock; when it is full, new ones are dropped. */
final class PacketRing {
  private static final int SIZE = 1024;

  private final AtomicReferenceArray<@Nullable SocketAudio> ring = new AtomicReferenceArray<>(SIZE);
  private final AtomicLong dropped = new AtomicLong();
  private int head;
  private int tail;

  /** From the event loop. */
  void offer(SocketAudio packet) {
    int at = tail & (SIZE - 1);
    if (ring.getAcquire(at) != null) {
      dropped.incrementAndGet();
      return;
    }
    ring.setRelease(at, packet);
    tail++;
  }

  /** From the media loop; null when it is empty. */
  @Nullable
  SocketAudio poll() {
    int at = head & (SIZE - 1);
    SocketAudio packet = ring.getAcquire(at);
    if (packet != null) {
      ring.setRelease(at, null);
      head++;
    }
    return packet;
  }

  long dropped() {
    return dropped.get();
  }
}
