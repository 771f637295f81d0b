package io.voxbus.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of a handshake. BouncyCastle sends each message by itself; here the messages of a flight go together,
 * as many as fit into a datagram: fewer of them get lost.
 */
final class Flights implements DatagramTransport {
  private static final int MOST_WAITING = 32;
  /** Below the MTU of every way there is, with what IP, UDP and TURN put before it. */
  private static final int SEND_LIMIT = 1200;
  private static final int RECEIVE_LIMIT = 2048;
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> arrived = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Consumer<byte[]> wire;
  /** Nothing while nothing waits to be sent: most of a call. */
  private byte[] flight = END;
  private int length;
  private volatile boolean open = true;
  /** Given back while the other side is waited for. */
  private @Nullable Semaphore turns;

  /** @param wire sends one datagram */
  Flights(Consumer<byte[]> wire) {
    this.wire = wire;
  }

  /** From any thread. */
  void arrive(byte[] datagram) {
    if (!arrived.offer(datagram)) {
      dropped.incrementAndGet();
    }
  }

  long dropped() {
    return dropped.get();
  }

  boolean waiting() {
    return !arrived.isEmpty();
  }

  @Override
  public int getReceiveLimit() {
    return RECEIVE_LIMIT;
  }

  @Override
  public int getSendLimit() {
    return SEND_LIMIT;
  }

  @Override
  public int receive(byte[] to, int offset, int most, int waitMillis) throws IOException {
    flush();
    byte[] datagram = turns == null ? next(waitMillis) : nextOfTurn(turns, waitMillis);
    if (!open) {
      throw new IOException("closed");
    }
    if (datagram == null) {
      return -1;
    }
    int length = Math.min(datagram.length, most);
    System.arraycopy(datagram, 0, to, offset, length);
    return length;
  }

  /** Whoever computes has one of these, from now on; null: no more. */
  void takeTurns(@Nullable Semaphore all) {
    turns = all;
  }

  private byte @Nullable [] nextOfTurn(Semaphore all, int waitMillis)
      throws InterruptedIOException {
    byte[] waiting = arrived.poll();
    if (waiting != null) {
      return waiting;
    }
    all.release();
    try {
      return next(waitMillis);
    } finally {
      all.acquireUninterruptibly();
    }
  }

  private byte @Nullable [] next(int waitMillis) throws InterruptedIOException {
    try {
      return arrived.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  @Override
  public void send(byte[] from, int offset, int count) {
    if (length + count > SEND_LIMIT) {
      flush();
    }
    if (count > SEND_LIMIT) {
      wire.accept(java.util.Arrays.copyOfRange(from, offset, offset + count));
      return;
    }
    flight = length == 0 ? new byte[SEND_LIMIT] : flight;
    System.arraycopy(from, offset, flight, length, count);
    length += count;
  }

  void flush() {
    if (length > 0) {
      wire.accept(java.util.Arrays.copyOf(flight, length));
      length = 0;
      flight = END;
    }
  }

  /** From any thread: whoever waits in {@link #receive} stops. */
  @Override
  public void close() {
    open = false;
    arrived.clear();
    arrive(END);
  }
}
