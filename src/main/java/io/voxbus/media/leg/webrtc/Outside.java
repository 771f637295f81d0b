package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.CheckList;
import io.voxbus.ice.Path;
import io.voxbus.ice.RelayClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port as it is seen from behind a NAT: by the STUN and TURN servers that are asked from it, once for all calls. On
 * the port's thread.
 */
final class Outside {
  private static final Logger LOG = LoggerFactory.getLogger(Outside.class);
  private static final int HIGHEST = 65_535;
  private static final int FOUNDATIONS = 100;
  private static final int MOST_BYTES = 2048;

  private final List<UdpSocket> sockets;
  private final Wire.Arrivals arrivals;
  private final List<Server> servers = new ArrayList<>();
  private final Map<Path, Server> byPath = new HashMap<>();
  private final Runnable learnt;
  /** How many calls want these to be let in. */
  private final Map<InetAddress, Integer> allowed = new HashMap<>();
  private final byte[] inner = new byte[MOST_BYTES];
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile List<Candidate> candidates = List.of();
  private boolean asked;

  /** One server as it is asked from one socket; what it relays comes by it. */
  private static final class Server implements Wire.Source {
    final Wire wire;
    final RelayClient client;

    Server(Wire wire, RelayClient.@Nullable Login login, Runnable changed) {
      this.wire = wire;
      this.client = new RelayClient(login, packet -> wire.send(packet, 0, packet.length), changed);
    }

    @Override
    public Wire back(InetSocketAddress remote) {
      return new ByRelay(wire, remote);
    }
  }

  /** To one client, by the relay. */
  private record ByRelay(Wire server, InetSocketAddress remote) implements Wire {
    @Override
    public void send(byte[] packet, int offset, int length) {
      byte[] wrapped = RelayClient.wrap(packet, offset, length, remote);
      server.send(wrapped, 0, wrapped.length);
    }
  }

  /**
   * @param arrivals get what was relayed, as if it had come by itself
   * @param learnt   told when there are other candidates, and when there will be no more
   */
  Outside(List<UdpSocket> sockets, Wire.Arrivals arrivals, Runnable learnt) {
    this.sockets = sockets;
    this.arrivals = arrivals;
    this.learnt = learnt;
  }

  /** Asks these from now on, and those of before. */
  void ask(Map<IceServer, InetSocketAddress> all) {
    all.forEach((server, at) -> ask(at, server.login()));
    asked = true;
  }

  /** STUN for each address of ours, TURN for the first that can. */
  private void ask(InetSocketAddress at, RelayClient.@Nullable Login login) {
    for (UdpSocket socket : sockets) {
      if (socket.local().getAddress().getClass() == at.getAddress().getClass()) {
        Server server = new Server(socket.back(at), login, this::changed);
        allowed.keySet().forEach(peer -> server.client.allow(peer, System.nanoTime()));
        servers.add(server);
        byPath.put(new Path(socket.local(), at), server);
        if (login != null) {
          return;
        }
      }
    }
  }

  /** Done when each of them has answered, or was asked in vain. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /** Where else we can be reached; from any thread. */
  List<Candidate> candidates() {
    return candidates;
  }

  void tick(long nowNanos) {
    for (Server server : servers) {
      server.client.tick(nowNanos);
    }
    if (asked && !settled.isDone()
        && servers.stream().allMatch(server -> server.client.settled())) {
      settled.complete(null);
      learnt.run();
    }
  }

  /** Takes what a server of ours has sent; false: it is none. */
  boolean arrived(Path path, byte[] packet, int length, long nowNanos) {
    Server server = byPath.get(path);
    if (server == null) {
      return false;
    }
    RelayClient.Relayed relayed = server.client.on(packet, length, inner, nowNanos);
    InetSocketAddress here = server.client.relayed();
    if (relayed != null && here != null) {
      arrivals.arrived(server, new Path(here, relayed.peer()), inner, relayed.length());
    }
    return true;
  }

  /** From where checks can be made. */
  List<CheckList.Base> bases() {
    List<CheckList.Base> bases = new ArrayList<>();
    for (UdpSocket socket : sockets) {
      bases.add(new CheckList.Base(socket.local(),
          Candidate.host(1, socket.local(), HIGHEST - bases.size()).priority()));
    }
    for (Server server : servers) {
      InetSocketAddress relayed = server.client.relayed();
      if (relayed != null) {
        bases.add(new CheckList.Base(relayed,
            Candidate.relayed(1, relayed, HIGHEST - bases.size()).priority()));
      }
    }
    return bases;
  }

  /** The way out at one of our ends; null: it is not there any more. */
  @Nullable
  Wire wire(Path path) {
    for (UdpSocket socket : sockets) {
      if (socket.local().equals(path.local())) {
        return socket.back(path.remote());
      }
    }
    for (Server server : servers) {
      if (path.local().equals(server.client.relayed())) {
        return server.back(path.remote());
      }
    }
    return null;
  }

  void allow(InetAddress peer, long nowNanos) {
    if (allowed.merge(peer, 1, Integer::sum) == 1) {
      servers.forEach(server -> server.client.allow(peer, nowNanos));
    }
  }

  void disallow(InetAddress peer) {
    if (allowed.merge(peer, -1, Integer::sum) <= 0) {
      allowed.remove(peer);
      servers.forEach(server -> server.client.disallow(peer));
    }
  }

  void close() {
    servers.forEach(server -> server.client.close());
  }

  private void changed() {
    Set<InetSocketAddress> mapped = new LinkedHashSet<>();
    Set<InetSocketAddress> relayed = new LinkedHashSet<>();
    for (Server server : servers) {
      add(mapped, server.client.mapped());
      add(relayed, server.client.relayed());
    }
    sockets.forEach(socket -> mapped.remove(socket.local()));
    List<Candidate> all = new ArrayList<>();
    for (InetSocketAddress at : mapped) {
      all.add(Candidate.reflexive(FOUNDATIONS + all.size(), at, HIGHEST - all.size()));
    }
    for (InetSocketAddress at : relayed) {
      all.add(Candidate.relayed(FOUNDATIONS + all.size(), at, HIGHEST - all.size()));
    }
    candidates = List.copyOf(all);
    LOG.atInfo().addKeyValue("mapped", mapped).addKeyValue("relayed", relayed)
        .log("addresses of the WebRTC port outside");
    learnt.run();
  }

  private static void add(Set<InetSocketAddress> to, @Nullable InetSocketAddress address) {
    if (address != null) {
      to.add(address);
    }
  }
}
