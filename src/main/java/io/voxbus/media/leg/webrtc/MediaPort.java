package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.IceLite;
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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP port that all WebRTC calls of a node share, and the thread that reads it. Checks of ICE are answered here;
 * all else goes to the call whose client has proved, by a check, that it sends from there, or nowhere. One socket an
 * address, so that answers leave by the address that was asked.
 */
public final class MediaPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaPort.class);
  private static final int MOST_BYTES = 2048;
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int BIND_TRIES = 20;
  private static final long LOOK_MILLIS = 500;
  /** Packets of one socket before the others have their turn. */
  private static final int MOST_A_TURN = 256;

  private final Selector selector;
  private final List<DatagramChannel> channels;
  private final List<Candidate> candidates;
  private final IceLite<IceLink> agent = new IceLite<>();
  private final List<IceLink> links = new ArrayList<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final PortCounts counts = new PortCounts();
  private final byte[] packet = new byte[MOST_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(packet);
  private final long consentNanos;
  private long lookNanos;

  private MediaPort(Selector selector, List<DatagramChannel> channels,
      List<Candidate> candidates, long consentNanos) {
    this.selector = selector;
    this.channels = channels;
    this.candidates = candidates;
    this.consentNanos = consentNanos;
  }

  /** @throws UncheckedIOException when the port is taken */
  public static MediaPort open(WebRtcConfig config) {
    try {
      List<InetAddress> addresses = LocalAddresses.of(config);
      List<DatagramChannel> channels = bind(addresses, config.port());
      int port = ((InetSocketAddress) channels.get(0).getLocalAddress()).getPort();
      Selector selector = Selector.open();
      for (DatagramChannel channel : channels) {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, channel.getLocalAddress());
      }
      MediaPort opened = new MediaPort(selector, channels,
          CandidateList.of(config, addresses, port),
          TimeUnit.MILLISECONDS.toNanos(config.consentTimeout().millis()));
      Thread.ofPlatform().name("webrtc-port").daemon().start(opened::run);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException("UDP port " + config.port() + " for WebRTC: "
          + e.getMessage(), e);
    }
  }

  /** A way for a call's packets; its checks are answered from now on. */
  public IceTransport open(boolean ipv6, IceTransport.Listener listener) {
    List<Candidate> offered = ipv6
        ? candidates
        : candidates.stream().filter(candidate -> candidate.address().indexOf(':') < 0).toList();
    IceLink link = new IceLink(this, offered, listener);
    execute(() -> {
      link.session = agent.open(link.credentials(), link, path -> link.use(path, channel(path)));
      links.add(link);
    });
    return link;
  }

  public List<Candidate> candidates() {
    return candidates;
  }

  public PortCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    try {
      selector.close();
      for (DatagramChannel channel : channels) {
        channel.close();
      }
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

  void close(IceLink link) {
    execute(() -> {
      if (link.session != null) {
        agent.close(link.session);
      }
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
        selector.select(LOOK_MILLIS);
        turn(System.nanoTime());
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.atError().setCause(e).log("WebRTC port failed");
      }
    }
  }

  private void turn(long nowNanos) throws IOException {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
    Set<SelectionKey> ready = selector.selectedKeys();
    for (SelectionKey key : ready) {
      receive((DatagramChannel) key.channel(), (InetSocketAddress) key.attachment());
    }
    ready.clear();
    if (nowNanos - lookNanos >= TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
      lookNanos = nowNanos;
      look(nowNanos);
    }
  }

  private void receive(DatagramChannel channel, InetSocketAddress local) throws IOException {
    for (int i = 0; i < MOST_A_TURN; i++) {
      buffer.clear();
      InetSocketAddress remote = (InetSocketAddress) channel.receive(buffer);
      if (remote == null) {
        return;
      }
      route(channel, new Path(local, remote), buffer.position());
    }
  }

  private void route(DatagramChannel channel, Path path, int length) {
    PacketKind kind = PacketKind.of(packet, length);
    long now = System.nanoTime();
    if (kind == PacketKind.STUN) {
      byte[] answer = agent.on(packet, length, path, now);
      if (answer != null) {
        answer(channel, answer, path);
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

  private void answer(DatagramChannel channel, byte[] answer, Path path) {
    try {
      channel.send(ByteBuffer.wrap(answer), path.remote());
    } catch (IOException e) {
      counts.drop(PacketKind.STUN); // from where nobody can be, port 0 for instance
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
  }

  private DatagramChannel channel(Path path) {
    for (SelectionKey key : selector.keys()) {
      if (path.local().equals(key.attachment())) {
        return (DatagramChannel) key.channel();
      }
    }
    throw new IllegalStateException("no socket at " + path.local());
  }

  /** All addresses get the same port: a free one has to be free on each. */
  private static List<DatagramChannel> bind(List<InetAddress> addresses, int port)
      throws IOException {
    if (addresses.isEmpty()) {
      throw new IOException("no address to listen on");
    }
    for (int tries = 1;; tries++) {
      List<DatagramChannel> bound = new ArrayList<>();
      try {
        int chosen = port;
        for (InetAddress address : addresses) {
          DatagramChannel channel = channel(address);
          bound.add(channel);
          channel.bind(new InetSocketAddress(address, chosen));
          chosen = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
        return bound;
      } catch (BindException e) {
        for (DatagramChannel channel : bound) {
          channel.close();
        }
        if (port != 0 || tries == BIND_TRIES) {
          throw e;
        }
      }
    }
  }

  private static DatagramChannel channel(InetAddress address) throws IOException {
    return DatagramChannel
        .open(address instanceof Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET)
        .setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER)
        .setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
  }
}
