package io.voxbus.testing;

import java.util.PriorityQueue;
import java.util.Random;

/** A network between two parties in a time of its own: it loses, delays, swaps and doubles packets, by a seed. */
public final class SimulatedNetwork {
  private static final long MILLI = 1_000_000;

  private final Random random;
  private final Path path;
  private final PriorityQueue<Transit> underway = new PriorityQueue<>();
  private long count;

  /**
   * What the network does.
   *
   * @param loss         part of the packets, 0 to 1
   * @param delayMillis  of each packet
   * @param jitterMillis at most added to it, evenly distributed
   * @param doubled      part of the packets, 0 to 1
   */
  public record Path(double loss, double delayMillis, double jitterMillis, double doubled) {
    public static final Path PERFECT = new Path(0, 0, 0, 0);
  }

  /** A packet that arrives. */
  public record Arrival(byte[] packet, long nanos) {}

  private record Transit(long at, long order, byte[] packet) implements Comparable<Transit> {
    @Override
    public int compareTo(Transit other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  public SimulatedNetwork(Path path, long seed) {
    this.path = path;
    this.random = new Random(seed);
  }

  public void send(byte[] packet, int length, long nowNanos) {
    double delay = path.delayMillis + random.nextDouble() * path.jitterMillis;
    boolean lost = random.nextDouble() < path.loss;
    int copies = lost ? 0 : random.nextDouble() < path.doubled ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      underway.add(new Transit(nowNanos + (long) (delay * MILLI), count++,
          java.util.Arrays.copyOf(packet, length)));
    }
  }

  /** The next packet that has arrived by now; null if there is none. */
  public Arrival receive(long nowNanos) {
    Transit first = underway.peek();
    if (first == null || first.at > nowNanos) {
      return null;
    }
    underway.remove();
    return new Arrival(first.packet, first.at);
  }
}
