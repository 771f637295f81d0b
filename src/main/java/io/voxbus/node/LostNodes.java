package io.voxbus.node;

import io.voxbus.bus.Bus;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.protocol.Addresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who was connected to a node that it has left. Its calls are the business of {@link Heartbeat}. */
final class LostNodes {
  private static final Logger LOG = LoggerFactory.getLogger(LostNodes.class);

  private final Bus bus;
  private final NodeDirectory nodes;

  LostNodes(Bus bus, NodeDirectory nodes) {
    this.bus = bus;
    this.nodes = nodes;
  }

  void watch() {
    nodes.onLost(lost -> {
      LOG.atWarn().addKeyValue("node", lost).log("node lost");
      bus.lost(lost, () -> nodes.nodes().stream().noneMatch(node -> node.id().equals(lost)));
      bus.publishHere(Addresses.lostNodes(), lost);
    });
  }
}
