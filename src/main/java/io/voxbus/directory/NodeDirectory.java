package io.voxbus.directory;

import java.util.List;
import java.util.function.Consumer;

/** Which nodes there are, and how much each carries. Never blocks. */
public interface NodeDirectory {
  /** Tells the others about this node. */
  void report(NodeEntry self);

  /** Every live node, this one included. */
  List<NodeEntry> nodes();

  /** Tells the id of each node that leaves, whether it died or said goodbye; from any thread. */
  void onLost(Consumer<String> lost);
}
