package io.voxbus.directory;

import java.util.List;
import java.util.function.Consumer;

/** The node directory of a node that is alone. */
public final class LocalNode implements NodeDirectory {
  private volatile List<NodeEntry> self = List.of();

  @Override
  public void report(NodeEntry entry) {
    self = List.of(entry);
  }

  @Override
  public List<NodeEntry> nodes() {
    return self;
  }

  @Override
  public void onLost(Consumer<String> lost) {
    // it is alone: there is nobody to lose
  }
}
