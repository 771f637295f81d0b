package io.voxbus.directory;

import io.voxbus.bus.Fault;
import io.voxbus.directory.lease.Succession;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Which node a new call goes to: this one, unless it is full or draining; then the least loaded. */
public final class Placement {
  private final String nodeId;
  private final NodeDirectory nodes;

  public Placement(String nodeId, NodeDirectory nodes) {
    this.nodeId = nodeId;
    this.nodes = nodes;
  }

  /** Whether that node is there now. */
  public boolean knows(String node) {
    return nodes.nodes().stream().anyMatch(one -> one.id().equals(node));
  }

  /** @throws Fault 503 when no node takes calls */
  public String choose() {
    return choose(Set.of());
  }

  /**
   * @param refused nodes that have refused the call: they are full or draining since they last told their load
   * @throws Fault 503 when no other node takes calls
   */
  public String choose(Set<String> refused) {
    return nodes.nodes().stream().filter(NodeEntry::takesCalls)
        .filter(node -> !refused.contains(node.id()))
        .min(Comparator.comparingInt((NodeEntry node) -> node.id().equals(nodeId)
            ? -1
            : node.calls()))
        .map(NodeEntry::id)
        .orElseThrow(Placement::nowhere);
  }

  /**
   * Where a call goes on that has to leave this node. Those that leave at once are spread over the others: by the loads that
   * were last told all of them would go to the same one.
   *
   * @throws Fault 503 when no other node takes calls
   */
  public String heir(String callId) {
    List<String> others = nodes.nodes().stream().filter(NodeEntry::takesCalls).map(NodeEntry::id)
        .filter(id -> !id.equals(nodeId)).toList();
    return Succession.of(callId, others).stream().findFirst().orElseThrow(Placement::nowhere);
  }

  private static Fault nowhere() {
    return Fault.unavailable("no node takes calls: all are full or draining");
  }
}
