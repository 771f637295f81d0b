package io.voxbus.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Agents that reach each other by packets which take a while, in virtual time. Each has one host and one call. */
final class Network {
  static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long STEP_MILLIS = 10;
  private static final long DELAY_NANOS = 20 * MILLI;

  final Map<InetSocketAddress, End> ends = new HashMap<>();
  private final List<Packet> flying = new ArrayList<>();
  private final Random random = new Random(3);
  private final int lossPercent;
  private Predicate<Path> open = path -> true;
  long nowNanos = MILLI;

  private record Packet(Path path, byte[] bytes, long dueNanos) {}

  Network(int lossPercent) {
    this.lossPercent = lossPercent;
  }

  /** One side of a call. */
  final class End {
    final InetSocketAddress at;
    final IceAgent<String> agent = new IceAgent<>();
    final List<Path> paths = new ArrayList<>();
    Credentials credentials = Credentials.random();
    final IceSession session = agent.open(credentials, "call", paths::add);

    private End(InetSocketAddress at) {
      this.at = at;
    }

    /** It checks as well, from each of these. */
    End checking(InetSocketAddress... more) {
      List<CheckList.Base> bases = new ArrayList<>();
      bases.add(new CheckList.Base(at, Candidate.host(1, at, 65_535).priority()));
      for (InetSocketAddress one : more) {
        bases.add(new CheckList.Base(one, Candidate.relayed(2, one, 65_535).priority()));
        ends.put(one, this);
      }
      agent.check(session, bases, Network.this::carry);
      return this;
    }

    Candidate host() {
      return Candidate.host(1, at, 65_535);
    }

    void knows(End other, boolean lite, Candidate... candidates) {
      agent.remote(session, other.credentials, lite, List.of(candidates));
    }

    void restart() {
      credentials = Credentials.random();
      agent.restart(session, credentials);
    }

    private void arrived(Path path, byte[] bytes) {
      byte[] answer = agent.on(bytes, bytes.length, path, nowNanos);
      if (answer != null) {
        carry(path, answer);
      }
    }
  }

  End end(String address) {
    InetSocketAddress at = Checks.at(address, 5000);
    return ends.computeIfAbsent(at, End::new);
  }

  /** Only these ways, seen from who sends, let packets through. */
  void only(Predicate<Path> ways) {
    open = ways;
  }

  void carry(Path path, byte[] bytes) {
    if (open.test(path) && random.nextInt(100) >= lossPercent) {
      flying.add(new Packet(path, bytes, nowNanos + DELAY_NANOS));
    }
  }

  void run(long millis) {
    for (long end = nowNanos + millis * MILLI; nowNanos < end; nowNanos += STEP_MILLIS * MILLI) {
      ends.values().stream().distinct().toList()
          .forEach(one -> one.agent.tick(one.session, nowNanos));
      List<Packet> due = flying.stream().filter(packet -> packet.dueNanos <= nowNanos).toList();
      flying.removeAll(due);
      for (Packet packet : due) {
        End to = ends.get(packet.path.remote());
        if (to != null) {
          to.arrived(new Path(packet.path.remote(), packet.path.local()), packet.bytes);
        }
      }
    }
  }
}
