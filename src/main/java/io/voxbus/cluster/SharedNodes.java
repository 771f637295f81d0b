package io.voxbus.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.voxbus.bus.Json;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The table of nodes: every node holds all of it, so reading it costs a microsecond. */
public final class SharedNodes implements NodeDirectory {
  private final HazelcastInstance hazelcast;
  private final String nodeId;
  private final ReplicatedMap<String, String> table;

  SharedNodes(HazelcastInstance hazelcast, String nodeId) {
    this.hazelcast = hazelcast;
    this.nodeId = nodeId;
    this.table = hazelcast.getReplicatedMap("voxbus.nodes");
  }

  @Override
  public void report(NodeEntry self) {
    Thread.startVirtualThread(() -> table.put(nodeId, Json.text(self)));
  }

  @Override
  public List<NodeEntry> nodes() {
    return hazelcast.getCluster().getMembers().stream().map(SharedNodes::nodeOf).map(table::get)
        .filter(Objects::nonNull).map(SharedNodes::entry).toList();
  }

  /** Whether no call would be lost if one node died now. */
  public boolean safe() {
    return hazelcast.getPartitionService().isLocalMemberSafe();
  }

  @Override
  public Standing standing() {
    Cluster cluster = hazelcast.getCluster();
    return new Standing(cluster.getClusterState().name(), safe(), cluster.getMembers().size(),
        nodeOf(cluster.getMembers().iterator().next()));
  }

  @Override
  public void onLost(Consumer<String> lost) {
    hazelcast.getCluster().addMembershipListener(new MembershipListener() {
      @Override
      public void memberAdded(MembershipEvent event) {
        // it reports itself
      }

      @Override
      public void memberRemoved(MembershipEvent event) {
        lost.accept(nodeOf(event.getMember()));
      }
    });
  }

  private static String nodeOf(Member member) {
    return String.valueOf(member.getAttribute(ClusterStart.NODE));
  }

  private static NodeEntry entry(String json) {
    try {
      return Json.mapper().readValue(json, NodeEntry.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry of the table of nodes can't be read", e);
    }
  }
}
