package io.voxbus.load;

import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A way that loses packets by chance, with a seed, and takes its time. Packets come from any thread. */
final class BadWay {
  private final Random random;
  private final double loss;
  private final long delayNanos;
  private final Consumer<byte[]> end;
  private final Queue<Packet> under = new ConcurrentLinkedQueue<>();

  private record Packet(byte[] bytes, long dueNanos) {}

  BadWay(long seed, double loss, long delayMillis, Consumer<byte[]> end) {
    this.random = new Random(seed);
    this.loss = loss;
    this.delayNanos = delayMillis * 1_000_000;
    this.end = end;
  }

  void send(byte[] bytes) {
    if (random.nextDouble() >= loss) {
      under.add(new Packet(bytes, System.nanoTime() + delayNanos));
    }
  }

  /** Hands over what has arrived. */
  void tick(long now) {
    for (Packet next = under.peek(); next != null && next.dueNanos <= now; next = under.peek()) {
      under.poll();
      end.accept(next.bytes);
    }
  }
}
