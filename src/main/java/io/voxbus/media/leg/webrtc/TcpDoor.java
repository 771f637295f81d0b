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
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP at the port, for clients whose network lets no UDP through (RFC 6544, passive). On the port's thread. A connection
 * that belongs to no call is closed soon.
 */
final class TcpDoor {
  private static final Logger LOG = LoggerFactory.getLogger(TcpDoor.class);
  private static final int MOST_STREAMS = 4096;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Selector selector;
  private final Executor executor;
  private final Wire.Arrivals arrivals;
  private final List<Entrance> entrances = new ArrayList<>();
  private final List<TcpStream> streams = new ArrayList<>();

  /** Who wants to come in. */
  interface Visitors {
    @Nullable
    SocketChannel next() throws IOException;
  }

  /** Where they come in. It shuts for a moment when nobody can be let in, as when all descriptors are used. */
  private final class Entrance implements Wire.Socket {
    private final Visitors visitors;
    private final IntConsumer interest;
    private boolean shut;

    Entrance(Visitors visitors, IntConsumer interest) {
      this.visitors = visitors;
      this.interest = interest;
    }

    @Override
    public void ready() {
      try {
        for (SocketChannel one = visitors.next(); one != null; one = visitors.next()) {
          accept(one);
        }
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("the WebRTC port takes no connections for a moment");
        shut = true;
        interest.accept(0);
      }
    }

    void open() {
      if (shut) {
        shut = false;
        interest.accept(SelectionKey.OP_ACCEPT);
      }
    }
  }

  /** @param executor runs commands on the port's thread */
  TcpDoor(Selector selector, Executor executor, Wire.Arrivals arrivals) {
    this.selector = selector;
    this.executor = executor;
    this.arrivals = arrivals;
  }

  /** Connections to this address are taken from now on. */
  void open(ServerSocketChannel server) throws IOException {
    server.configureBlocking(false);
    SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT);
    key.attach(enter(server::accept, key::interestOps));
  }

  /** @param interest told whether {@code OP_ACCEPT} is wanted */
  Wire.Socket enter(Visitors visitors, IntConsumer interest) {
    Entrance entrance = new Entrance(visitors, interest);
    entrances.add(entrance);
    return entrance;
  }

  /** Closes connections that have ended, and those that belong to no call. */
  void look(long nowNanos, Predicate<TcpStream> owned) {
    entrances.forEach(Entrance::open);
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

  private void accept(SocketChannel channel) throws IOException {
    if (streams.size() >= MOST_STREAMS) {
      channel.close();
      return;
    }
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      streams.add(new TcpStream(channel, selector, executor, arrivals));
    } catch (IOException | RuntimeException e) {
      channel.close(); // it has gone already
    }
  }
}
