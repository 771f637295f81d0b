package io.voxbus.media.leg.webrtc;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * TCP at the port, for clients whose network lets no UDP through (RFC 6544, passive). On the port's thread. A connection
 * that belongs to no call is closed soon.
 */
final class TcpDoor {
  private static final int MOST_STREAMS = 4096;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Selector selector;
  private final Executor executor;
  private final Wire.Arrivals arrivals;
  private final List<TcpStream> streams = new ArrayList<>();

  /** @param executor runs commands on the port's thread */
  TcpDoor(Selector selector, Executor executor, Wire.Arrivals arrivals) {
    this.selector = selector;
    this.executor = executor;
    this.arrivals = arrivals;
  }

  /** Connections to this address are taken from now on. */
  void open(ServerSocketChannel server) throws IOException {
    server.configureBlocking(false);
    Wire.Socket accepting = () -> accept(server);
    server.register(selector, SelectionKey.OP_ACCEPT, accepting);
  }

  /** Closes connections that have ended, and those that belong to no call. */
  void look(long nowNanos, Predicate<TcpStream> owned) {
    streams.removeIf(stream -> {
      if (nowNanos - stream.openedNanos() > PATIENCE_NANOS && !owned.test(stream)) {
        stream.close();
      }
      return !stream.isOpen();
    });
  }

  void close() {
    streams.forEach(TcpStream::close);
  }

  private void accept(ServerSocketChannel server) throws IOException {
    for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
      if (streams.size() >= MOST_STREAMS) {
        channel.close();
        continue;
      }
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      streams.add(new TcpStream(channel, selector, executor, arrivals));
    }
  }
}
