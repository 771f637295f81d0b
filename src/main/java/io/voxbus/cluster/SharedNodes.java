package io.voxbus.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Seal;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table of nodes: every node holds all of it, and reads an entry once. */
public final class SharedNodes implements NodeDirectory {
  private static final String TABLE = "voxbus.nodes";

  /** Whoever asks whether this node is ready does not wait longer. */
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int EARS = 8;

  private final HazelcastInstance hazelcast;
  private final String nodeId;
  private final ReplicatedMap<String, String> table;
  private final SealedJson<NodeEntry> entries;
  private final Copies copies;
  private final DeathProbe probe = new DeathProbe(Thread::sleep);
  /** As they were read last: they are asked for at every beat. */
  private final Map<String, Read> known = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable NodeEntry> reported = new AtomicReference<>();
  /** Where nodes that have left were to be reached. */
  private final Map<String, InetSocketAddress> addresses = new ConcurrentHashMap<>();

  private record Read(String text, Optional<NodeEntry> entry) {}

  SharedNodes(HazelcastInstance hazelcast, String nodeId, Seal seal) {
    this.hazelcast = hazelcast;
    this.nodeId = nodeId;
    this.table = hazelcast.getReplicatedMap(TABLE);
    this.entries = new SealedJson<>(TABLE, seal, new TypeReference<>() {});
    this.copies = new Copies(() -> hazelcast.getPartitionService().isLocalMemberSafe(), PATIENCE);
  }

  @Override
  public void report(NodeEntry self) {
    if (reported.getAndSet(self) == null) {
      Thread.startVirtualThread(this::tellReported);
    }
  }

  /** What has changed again meanwhile is told once. */
  private void tellReported() {
    NodeEntry newest = reported.getAndSet(null);
    if (newest != null) {
      table.put(nodeId, entries.write(nodeId, newest));
    }
  }

  @Override
  public List<NodeEntry> nodes() {
    if (!hazelcast.getLifecycleService().isRunning()) {
      return List.of(); // it ends, or has failed: this node is no one's any more
    }
    return hazelcast.getCluster().getMembers().stream().map(SharedNodes::nodeOf)
        .flatMap(node -> entry(node).stream()).toList();
  }

  private Optional<NodeEntry> entry(String node) {
    String text = table.get(node);
    if (text == null) {
      known.remove(node);
      return Optional.empty();
    }
    Read last = known.get(node);
    if (last == null || !last.text.equals(text)) {
      last = new Read(text, entries.read(node, text));
      known.put(node, last);
    }
    return last.entry;
  }

  @Override
  public Future<Boolean> safe() {
    return copies.made();
  }

  @Override
  public String oldest() {
    return nodeOf(hazelcast.getCluster().getMembers().iterator().next());
  }

  @Override
  public Future<Standing> standing() {
    Cluster cluster = hazelcast.getCluster();
    return safe().map(safe -> new Standing(cluster.getClusterState().name(), safe,
        cluster.getMembers().size(), oldest()));
  }

  @Override
  public void onLost(Consumer<String> lost) {
    Departures departures = new Departures(member -> {
      addresses.put(nodeOf(member), member.getSocketAddress());
      lost.accept(nodeOf(member));
    });
    for (int i = 0; i < EARS; i++) {
      hazelcast.getCluster().addMembershipListener(departures.listener());
    }
  }

  @Override
  public Future<Boolean> died(String node) {
    InetSocketAddress address = addresses.remove(node);
    Promise<Boolean> died = Promise.promise();
    Thread.startVirtualThread(() -> died.complete(address != null && probe.refuses(address)));
    return died.future();
  }

  private static String nodeOf(Member member) {
    return String.valueOf(member.getAttribute(ClusterStart.NODE));
  }
}
