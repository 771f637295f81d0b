package io.voxbus.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** All sockets of the generator, on one thread: raw NIO, so that a core holds thousands of them. */
public final class Wire implements AutoCloseable {
  /** With the 50 us a Linux timer may be late, calls that are 0.1 ms apart stay apart. */
  private static final long NAP_NANOS = 50_000;
  private static final long CALM_NAP_NANOS = 2_000_000;

  private final Selector selector;
  private final long napNanos;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 17);

  public Wire() throws IOException {
    this(NAP_NANOS);
  }

  private Wire(long napNanos) throws IOException {
    this.napNanos = napNanos;
    selector = Selector.open();
  }

  /** For what is measured in tens of milliseconds: it leaves the core to the nodes. */
  public static Wire calm() throws IOException {
    return new Wire(CALM_NAP_NANOS);
  }

  /** @throws IOException also if the answer is not an upgrade */
  public Peer connect(int port, String path, Peer.Listener listener) throws IOException {
    Peer peer = new Peer(port, path, listener);
    add(peer);
    return peer;
  }

  /** One that was connected elsewhere. */
  public void add(Peer peer) throws IOException {
    peer.register(selector);
  }

  /** Reads what comes until a time, and calls back about every 0.1 ms, every 2 ms when it is calm. */
  public void run(long untilNanos, LongConsumer often) throws IOException {
    for (long now = System.nanoTime(); now < untilNanos; now = System.nanoTime()) {
      often.accept(now);
      if (selector.selectNow(this::read) == 0) {
        LockSupport.parkNanos(napNanos);
      }
    }
  }

  /** Reads what comes until something has happened, and sees it at once. */
  public void await(String what, BooleanSupplier happened) throws IOException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!happened.getAsBoolean()) {
      selector.select(this::read, 100);
      if (System.nanoTime() > end) {
        throw new IOException("waited 20 s in vain for " + what);
      }
    }
  }

  private void read(SelectionKey key) {
    Peer peer = (Peer) key.attachment();
    try {
      peer.read(buffer);
    } catch (IOException e) {
      peer.lost();
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
