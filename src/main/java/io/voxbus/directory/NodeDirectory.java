package io.voxbus.directory;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/** Which nodes there are, and how much each carries. Never blocks. */
public interface NodeDirectory {
  /** Tells the others about this node. */
  void report(NodeEntry self);

  /** Every live node, this one included. */
  List<NodeEntry> nodes();

  /** How the cluster stands, as this node sees it. */
  default Future<Standing> standing() {
    return Future.succeededFuture(new Standing("ALONE", true, 1, ""));
  }

  /** Whether nothing would be lost if one node died now; false also when that can't be told at once. Never fails. */
  default Future<Boolean> safe() {
    return Future.succeededFuture(true);
  }

  /** The node that leads the membership. */
  default String oldest() {
    return "";
  }

  /**
   * @param state  of what the nodes share: ALONE, ACTIVE, or PASSIVE, FROZEN when it does not change
   * @param safe   as {@link #safe} tells
   * @param size   nodes, also those that have not told their load yet
   * @param oldest as {@link #oldest} tells
   */
  record Standing(String state, boolean safe, int size, String oldest) {}

  /** Tells the id of each node that leaves, whether it died or said goodbye; from any thread. */
  void onLost(Consumer<String> lost);

  /**
   * Whether the process of a node that has left has ended for sure: its machine answers, and says that nobody listens
   * where it did. A network that is cut, a machine without power, a process that hangs say nothing.
   */
  default Future<Boolean> died(String nodeId) {
    return Future.succeededFuture(false);
  }
}
