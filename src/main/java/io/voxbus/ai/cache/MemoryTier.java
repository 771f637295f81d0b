package io.voxbus.ai.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Phrases in memory; what was not used for the longest time leaves first. Any thread may ask. */
final class MemoryTier {
  private static final class Kept {
    final short[] pcm;
    volatile long used;

    Kept(short[] pcm, long used) {
      this.pcm = pcm;
      this.used = used;
    }

    long bytes() {
      return 2L * pcm.length;
    }
  }

  private final long mostBytes;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong uses = new AtomicLong();

  MemoryTier(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  short @Nullable [] get(String key) {
    Kept found = kept.get(key);
    if (found == null) {
      return null;
    }
    found.used = uses.incrementAndGet();
    return found.pcm;
  }

  void put(String key, short[] pcm) {
    Kept given = new Kept(pcm, uses.incrementAndGet());
    if (given.bytes() > mostBytes) {
      return;
    }
    Kept before = kept.put(key, given);
    bytes.addAndGet(given.bytes() - (before == null ? 0 : before.bytes()));
    while (bytes.get() > mostBytes && evict()) {
      // until it fits
    }
  }

  long bytes() {
    return bytes.get();
  }

  private boolean evict() {
    String oldest = null;
    long least = Long.MAX_VALUE;
    for (Map.Entry<String, Kept> entry : kept.entrySet()) {
      if (entry.getValue().used < least) {
        least = entry.getValue().used;
        oldest = entry.getKey();
      }
    }
    Kept gone = oldest == null ? null : kept.remove(oldest);
    bytes.addAndGet(gone == null ? 0 : -gone.bytes());
    return oldest != null;
  }
}
