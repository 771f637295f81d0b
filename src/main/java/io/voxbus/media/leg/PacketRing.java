package io.voxbus.media.leg;

import io.voxbus.protocol.bus.SocketAudio;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Hands packets from event loops to one media loop, without a lock; when it is full, new ones are dropped. */
final class PacketRing {
  private static final int SIZE = 1024;

  private final AtomicReferenceArray<@Nullable SocketAudio> ring = new AtomicReferenceArray<>(SIZE);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicInteger tail = new AtomicInteger();
  private int head;

  /** From any event loop. */
  void offer(SocketAudio packet) {
    int place = tail.get();
    while (true) {
      boolean room = ring.getAcquire(place & (SIZE - 1)) == null;
      if (room && tail.compareAndSet(place, place + 1)) {
        ring.setRelease(place & (SIZE - 1), packet);
        return;
      }
      int now = tail.get();
      if (!room && now == place) {
        dropped.incrementAndGet();
        return;
      }
      place = now; // another event loop was faster, and filled the place meanwhile
    }
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
