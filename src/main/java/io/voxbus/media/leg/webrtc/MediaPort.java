package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.IceAgent;
import io.voxbus.ice.IceSession;
import io.voxbus.ice.PacketKind;
import io.voxbus.ice.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port, UDP and TCP, that all WebRTC calls of a node share, and the thread that reads it. Checks of ICE are answered here;
 * all else goes to the call whose client has proved, by a check, that it sends from there, or nowhere. One socket an
 * address, so that answers leave by the address that was asked.
 */
public final class MediaPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaPort.class);
  private static final int MOST_BYTES = 2048;
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int BIND_TRIES = 20;
  private static final long LOOK_MILLIS = 500;
  /** While ways are looked for. */
  private static final long SEARCH_MILLIS = 20;

  private final Selector selector;
  private final List<NetworkChannel> channels;
  private final List<Candidate> candidates;
  private final IceAgent<IceLink> agent = new IceAgent<>();
  private final List<IceLink> links = new ArrayList<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final PortCounts counts = new PortCounts();
  private final byte[] bytes = new byte[MOST_BYTES];
  private final TcpDoor door;
  private final boolean lite;
  private final Outside outside;
  /** By which what is being looked at has come. */
  private @Nullable Wire back;
  private final long consentNanos;
  private long lookNanos;
  private long searchNanos;
  private boolean searching;

  private MediaPort(Selector selector, List<NetworkChannel> channels,
      List<Candidate> candidates, long consentNanos, boolean lite) throws IOException {
    this.selector = selector;
    this.channels = channels;
    this.candidates = candidates;
    this.consentNanos = consentNanos;
    this.lite = lite;
    this.door = new TcpDoor(selector, this::execute, this::route);
    this.outside = new Outside(watch(), this::route, this::learnt);
  }

  /** As {@link #open(WebRtcConfig, boolean)}, lite. */
  static MediaPort open(WebRtcConfig config) {
    return open(config, true);
  }

  /**
   * @param lite whether we only wait to be found
   * @throws UncheckedIOException when the port is taken
   */
  public static MediaPort open(WebRtcConfig config, boolean lite) {
    try {
      List<InetAddress> addresses = LocalAddresses.of(config);
      List<NetworkChannel> channels = bind(addresses, config);
      int port = ((InetSocketAddress) channels.get(0).getLocalAddress()).getPort();
      MediaPort opened = new MediaPort(Selector.open(), channels,
          CandidateList.of(config, addresses, port),
          TimeUnit.MILLISECONDS.toNanos(config.consentTimeout().millis()), lite);
      Thread.ofPlatform().name("webrtc-port").daemon().start(opened::run);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + config.port() + " for WebRTC: "
          + e.getMessage(), e);
    }
  }

  private List<UdpSocket> watch() throws IOException {
    List<UdpSocket> sockets = new ArrayList<>();
    for (NetworkChannel channel : channels) {
      if (channel instanceof DatagramChannel udp) {
        udp.configureBlocking(false);
        UdpSocket socket = new UdpSocket(udp, bytes, this::route);
        udp.register(selector, SelectionKey.OP_READ, socket);
        sockets.add(socket);
      } else {
        door.open((ServerSocketChannel) channel);
      }
    }
    return sockets;
  }

  /** Has these servers tell where we are, and relay for us. Done when each has answered, or was asked in vain. */
  CompletableFuture<Void> ask(Map<IceServer, InetSocketAddress> servers) {
    execute(() -> outside.ask(servers));
    return outside.settled().copy();
  }

  /** We can be reached elsewhere, or know all about it. */
  private void learnt() {
    for (IceLink link : links) {
      if (link.session != null && !link.lite()) {
        agent.bases(link.session, outside.bases());
        searching = true;
        tell(link);
      }
    }
  }

  private void tell(IceLink link) {
    link.gathered(candidates(link.lite()), link.lite() || outside.settled().isDone());
  }

  void gather(IceLink link, Runnable begin) {
    execute(() -> {
      begin.run();
      tell(link);
    });
  }

  /**
   * A way for a call's packets; its checks are answered from now on.
   *
   * @param onlyWait for this call, whatever the port does
   */
  IceTransport open(boolean ipv6, boolean onlyWait, IceTransport.Listener listener) {
    IceLink link = new IceLink(this, new IceLink.Terms(ipv6, lite || onlyWait), listener);
    execute(() -> {
      IceSession session = agent.open(link.credentials(), link,
          path -> link.use(Objects.requireNonNull(back)));
      link.session = session;
      if (!link.lite()) {
        agent.check(session, outside.bases(), this::check);
      }
      links.add(link);
    });
    return link;
  }

  /** A way for a call that has no wish of its own. */
  IceTransport open(boolean ipv6, IceTransport.Listener listener) {
    return open(ipv6, lite, listener);
  }

  /** Where we can be reached; for a call that only waits, without what servers say. */
  List<Candidate> candidates(boolean hostsOnly) {
    return hostsOnly
        ? candidates
        : Stream.concat(candidates.stream(), outside.candidates().stream()).toList();
  }

  public List<Candidate> candidates() {
    return candidates(lite);
  }

  public PortCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    try {
      selector.close();
      outside.close();
      for (NetworkChannel channel : channels) {
        channel.close();
      }
      door.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("WebRTC port did not close");
    }
  }

  void restart(IceLink link, Credentials credentials) {
    execute(() -> {
      if (link.session != null) {
        agent.restart(link.session, credentials);
      }
    });
  }

  void remote(IceLink link, Credentials theirs, boolean theyAreLite, List<Candidate> where) {
    execute(() -> {
      if (link.session != null) {
        let(link, where);
        agent.remote(link.session, theirs, theyAreLite, where);
        searching = true;
      }
    });
  }

  void add(IceLink link, List<Candidate> where) {
    execute(() -> {
      if (link.session != null) {
        let(link, where);
        agent.add(link.session, where);
        searching = true;
      }
    });
  }

  private void let(IceLink link, List<Candidate> where) {
    long now = System.nanoTime();
    for (Candidate candidate : where) {
      InetSocketAddress at = candidate.at();
      if (at != null && link.allows(at.getAddress())) {
        outside.allow(at.getAddress(), now);
      }
    }
  }

  private void check(Path path, byte[] packet) {
    Wire wire = outside.wire(path);
    if (wire != null) {
      wire.send(packet, 0, packet.length);
    }
  }

  void close(IceLink link) {
    execute(() -> {
      if (link.session != null) {
        agent.close(link.session);
      }
      link.allowed.forEach(outside::disallow);
      link.allowed.clear();
      links.remove(link);
    });
  }

  private void execute(Runnable command) {
    commands.add(command);
    selector.wakeup();
  }

  private void run() {
    while (selector.isOpen()) {
      try {
        selector.select(searching ? SEARCH_MILLIS : LOOK_MILLIS);
        turn(System.nanoTime());
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (selector.isOpen()) {
          LOG.atError().setCause(e).log("WebRTC port failed");
        }
      }
    }
  }

  private void turn(long nowNanos) {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
    Set<SelectionKey> ready = selector.selectedKeys();
    for (SelectionKey key : ready) {
      try {
        ((Wire.Socket) key.attachment()).ready();
      } catch (IOException | RuntimeException e) { // the others go on
        LOG.atError().setCause(e).log("WebRTC port failed");
      }
    }
    ready.clear();
    if (!lite && nowNanos - searchNanos >= TimeUnit.MILLISECONDS.toNanos(SEARCH_MILLIS)) {
      searchNanos = nowNanos;
      search(nowNanos);
    }
    if (nowNanos - lookNanos >= TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
      lookNanos = nowNanos;
      look(nowNanos);
    }
  }

  private void search(long nowNanos) {
    outside.tick(nowNanos);
    searching = false;
    for (IceLink link : links) {
      if (link.session != null) {
        searching |= agent.tick(link.session, nowNanos);
      }
    }
  }

  private void route(Wire.Source source, Path path, byte[] packet, int length) {
    PacketKind kind = PacketKind.of(packet, length);
    long now = System.nanoTime();
    if (kind == PacketKind.STUN) {
      if (outside.arrived(path, packet, length, now)) {
        return;
      }
      Wire wire = source.back(path.remote());
      back = wire;
      byte[] answer = agent.on(packet, length, path, now);
      if (answer != null) {
        wire.send(answer, 0, answer.length);
      }
      counts.checks(agent.counts());
      return;
    }
    IceLink owner = kind == PacketKind.OTHER ? null : agent.owner(path);
    if (owner == null) {
      counts.drop(kind);
    } else {
      owner.arrived(packet, length, now);
    }
  }

  /** Tells the calls whose client has fallen silent. */
  private void look(long nowNanos) {
    for (IceLink link : List.copyOf(links)) {
      if (link.session != null && link.session.silent(nowNanos, consentNanos)) {
        links.remove(link);
        link.silent();
      }
    }
    door.look(nowNanos, stream -> agent.owner(stream.path()) != null);
  }

  /** All addresses get the same port: a free one has to be free on each. */
  private static List<NetworkChannel> bind(List<InetAddress> addresses, WebRtcConfig config)
      throws IOException {
    if (addresses.isEmpty()) {
      throw new IOException("no address to listen on");
    }
    for (int tries = 1;; tries++) {
      List<NetworkChannel> bound = new ArrayList<>();
      try {
        int chosen = config.port();
        for (InetAddress address : addresses) {
          bound.add(udp(address));
          chosen = bind(bound, address, chosen);
          if (config.tcp()) {
            bound.add(ServerSocketChannel.open(family(address)));
            bind(bound, address, chosen);
          }
        }
        return bound;
      } catch (BindException e) {
        for (NetworkChannel channel : bound) {
          channel.close();
        }
        if (config.port() != 0 || tries == BIND_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Binds the last of them; gives its port. */
  private static int bind(List<NetworkChannel> channels, InetAddress address, int port)
      throws IOException {
    NetworkChannel channel = channels.getLast().bind(new InetSocketAddress(address, port));
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private static DatagramChannel udp(InetAddress address) throws IOException {
    return DatagramChannel.open(family(address))
        .setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER)
        .setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
  }

  private static StandardProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }
}
