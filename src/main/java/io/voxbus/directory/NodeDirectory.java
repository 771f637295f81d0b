package io.voxbus.directory;

import java.util.List;

/** Which nodes there are, and how much each carries. Never blocks. */
public interface NodeDirectory {
  /** Tells the others about this node. */
  void report(NodeEntry self);

  /** Every live node, this one included. */
  List<NodeEntry> nodes();
}
