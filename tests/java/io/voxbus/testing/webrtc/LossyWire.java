package io.voxbus.testing.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bad network between one client and a server on loopback: what is sent to {@link #address} reaches the server, and
 * its answers come back, late, out of order, twice or not at all, by chance with a seed.
 */
public final class LossyWire implements AutoCloseable {
  private static final int MOST_BYTES = 2048;

  /**
   * How bad it is, each way.
   *
   * @param lossPercent   of datagrams never arrive
   * @param doublePercent arrive twice
   * @param delayMillis   at least
   * @param jitterMillis  more than that at most, so later ones overtake earlier ones
   */
  public record Trouble(int lossPercent, int doublePercent, int delayMillis, int jitterMillis) {}

  private final InetSocketAddress server;
  private final Trouble trouble;
  private final Random random;
  private final DatagramChannel near;
  private final DatagramChannel far;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile @Nullable SocketAddress client;

  public LossyWire(InetSocketAddress server, Trouble trouble, long seed) {
    this.server = server;
    this.trouble = trouble;
    this.random = new Random(seed);
    near = open();
    far = open();
    Thread.ofVirtual().start(() -> carry(near));
    Thread.ofVirtual().start(() -> carry(far));
  }

  /** Where the client sends to. */
  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) near.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      near.close();
      far.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void carry(DatagramChannel from) {
    ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
    try {
      while (true) {
        buffer.clear();
        SocketAddress sender = from.receive(buffer);
        if (from == near) {
          client = sender;
        }
        byte[] datagram = new byte[buffer.flip().remaining()];
        buffer.get(datagram);
        meetTrouble(from, datagram);
      }
    } catch (AsynchronousCloseException e) {
      // the end
    } catch (ClosedChannelException e) {
      // the end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void meetTrouble(DatagramChannel from, byte[] datagram) {
    if (random.nextInt(100) < trouble.lossPercent) {
      return;
    }
    int copies = random.nextInt(100) < trouble.doublePercent ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      int millis = trouble.delayMillis
          + (trouble.jitterMillis == 0 ? 0 : random.nextInt(trouble.jitterMillis));
      schedule(() -> deliver(from, datagram), millis);
    }
  }

  private void schedule(Runnable delivery, int millis) {
    try {
      clock.schedule(delivery, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the end
    }
  }

  private void deliver(DatagramChannel from, byte[] datagram) {
    SocketAddress to = from == near ? server : client;
    try {
      if (to != null) {
        (from == near ? far : near).send(ByteBuffer.wrap(datagram), to);
      }
    } catch (IOException e) {
      // lost as well
    }
  }

  private static DatagramChannel open() {
    try {
      return DatagramChannel.open()
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
