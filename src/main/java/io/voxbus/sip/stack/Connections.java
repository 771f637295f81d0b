package io.voxbus.sip.stack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a transport, found by the address of the peer. Counts them, closes those that stall. */
final class Connections implements Transport.Sockets {
  private static final long SWEEP_MILLIS = 1000;

  private final Vertx vertx;
  private final Intake intake;
  private final ListenConfig config;
  private final Dialer dialer;
  private final Map<InetSocketAddress, Connection> open = new ConcurrentHashMap<>();
  private final Map<InetAddress, Integer> incoming = new ConcurrentHashMap<>();
  private final long sweeper;
  private volatile @Nullable Transport transport;
  private volatile int port;
  private volatile Consumer<InetSocketAddress> gone = peer -> {};

  /** Opens a connection to a peer. */
  interface Dialer {
    /** @return fails at once where connections are only taken */
    Connection dial(Connections owner, InetSocketAddress peer) throws IOException;
  }

  Connections(Vertx vertx, Intake intake, ListenConfig config, Dialer dialer) {
    this.vertx = vertx;
    this.intake = intake;
    this.config = config;
    this.dialer = dialer;
    sweeper = vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep(System.currentTimeMillis()));
  }

  void start(Transport given) {
    transport = given;
  }

  void listening(int opened) {
    port = opened;
  }

  /** @param told of each peer whose connection has ended */
  void onGone(Consumer<InetSocketAddress> told) {
    gone = told;
  }

  Intake intake() {
    return intake;
  }

  Transport transport() {
    return Objects.requireNonNull(transport);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Connection to(InetSocketAddress peer) throws IOException {
    Connection there = open.get(peer);
    if (there != null) {
      return there;
    }
    Connection dialed = dialer.dial(this, peer);
    Connection other = open.putIfAbsent(peer, dialed);
    if (other != null) { // dialled by two at once
      dialed.close();
      return other;
    }
    dialed.over().onComplete(over -> forget(dialed)); // at once, if it has not lasted until here
    return dialed;
  }

  /** Done when there is a connection. */
  Future<Void> reach(InetSocketAddress peer) {
    try {
      return to(peer).opened();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  /** A connection that a peer opened, if there is room for it. */
  @Nullable
  Connection accept(SocketAddress remote, Connection.Pipe pipe) {
    InetSocketAddress peer = address(remote);
    int sources = incoming.merge(peer.getAddress(), 1, Integer::sum);
    boolean room = transport != null && open.size() < config.connections()
        && sources <= config.connectionsPerSource() && intake.isWelcome(peer.getAddress());
    if (!room) {
      left(peer.getAddress());
      intake.count("connection_refused");
      return null;
    }
    Connection accepted = new Connection(this, peer, Future.succeededFuture(pipe), false);
    open.put(peer, accepted);
    return accepted;
  }

  /** Forgets a connection that a peer had opened. */
  void closed(Connection ended) {
    left(ended.peer().getAddress());
    forget(ended);
  }

  private void forget(Connection ended) {
    if (open.remove(ended.peer(), ended)) {
      gone.accept(ended.peer());
    }
  }

  int size() {
    return open.size();
  }

  void close() {
    vertx.cancelTimer(sweeper);
    open.values().forEach(Connection::close);
  }

  void later(long millis, Runnable what) {
    vertx.setTimer(millis, due -> what.run());
  }

  private void left(InetAddress source) {
    incoming.computeIfPresent(source, (key, count) -> count > 1 ? count - 1 : null);
  }

  private void sweep(long nowMillis) {
    long most = Objects.requireNonNull(config.messageTime()).millis();
    open.values().stream().filter(one -> one.isStalled(nowMillis, most)).forEach(stalled -> {
      intake.count("stalled");
      stalled.close();
    });
  }

  static InetSocketAddress address(SocketAddress remote) {
    return new InetSocketAddress(InetAddress.ofLiteral(remote.hostAddress()), remote.port());
  }
}
