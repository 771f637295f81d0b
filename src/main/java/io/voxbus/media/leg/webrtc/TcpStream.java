package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Path;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: packets one after the other, each behind its length (RFC 4571). What the network is too
 * slow for is dropped, as on UDP.
 */
final class TcpStream implements Wire, Wire.Socket, Wire.Source {
  private static final int LENGTH = 2;
  private static final int MOST_BYTES = 2048;
  private static final int MOST_WAITING = 64;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Path path;
  private final Executor executor;
  private final Arrivals arrivals;
  private final long openedNanos = System.nanoTime();
  private final ByteBuffer incoming = ByteBuffer.allocate(2 * (LENGTH + MOST_BYTES));
  private final byte[] packet = new byte[MOST_BYTES];
  private final Queue<ByteBuffer> outgoing = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  /** What has been sent in part. */
  private @Nullable ByteBuffer begun;

  TcpStream(SocketChannel channel, Selector selector, Executor executor, Arrivals arrivals)
      throws IOException {
    this.channel = channel;
    this.executor = executor;
    this.arrivals = arrivals;
    this.path = new Path((InetSocketAddress) channel.getLocalAddress(),
        (InetSocketAddress) channel.getRemoteAddress(), true);
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  Path path() {
    return path;
  }

  long openedNanos() {
    return openedNanos;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public Wire back(InetSocketAddress remote) {
    return this;
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return;
    }
    outgoing.add(ByteBuffer.allocate(LENGTH + length).putShort((short) length)
        .put(bytes, offset, length).flip());
    executor.execute(this::write);
  }

  @Override
  public void ready() {
    if (key.isValid() && key.isWritable()) {
      write();
    }
    if (key.isValid() && key.isReadable()) {
      read();
    }
  }

  private void read() {
    try {
      int count = channel.read(incoming);
      incoming.flip();
      while (count >= 0 && incoming.remaining() >= LENGTH) {
        int length = incoming.getShort(incoming.position()) & 0xFFFF;
        if (length > MOST_BYTES) {
          close();
          return;
        }
        if (incoming.remaining() < LENGTH + length) {
          break;
        }
        incoming.position(incoming.position() + LENGTH).get(packet, 0, length);
        arrivals.arrived(this, path, packet, length);
      }
      incoming.compact();
      if (count < 0) {
        close();
      }
    } catch (IOException e) {
      close();
    }
  }

  private void write() {
    try {
      for (ByteBuffer next = next(); next != null; next = next()) {
        channel.write(next);
        if (next.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          return;
        }
        begun = null;
      }
      if (key.isValid()) {
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      close();
    }
  }

  private @Nullable ByteBuffer next() {
    if (begun == null) {
      begun = outgoing.poll();
      if (begun != null) {
        waiting.decrementAndGet();
      }
    }
    return begun;
  }
}
