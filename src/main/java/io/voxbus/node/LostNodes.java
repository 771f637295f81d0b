package io.voxbus.node;

import io.voxbus.bus.Bus;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What survivors do when a node leaves: tell who was connected to it, and take its calls over. */
final class LostNodes {
  private static final Logger LOG = LoggerFactory.getLogger(LostNodes.class);

  private final Bus bus;
  private final CallDirectory calls;
  private final NodeDirectory nodes;

  LostNodes(Bus bus, CallDirectory calls, NodeDirectory nodes) {
    this.bus = bus;
    this.calls = calls;
    this.nodes = nodes;
  }

  void watch() {
    nodes.onLost(lost -> {
      LOG.atWarn().addKeyValue("node", lost).log("node lost");
      bus.publishHere(Addresses.lostNodes(), lost);
      if (first()) {
        calls.list().onSuccess(entries -> entries.stream()
            .filter(entry -> entry.node().equals(lost)).forEach(this::save));
      }
    });
  }

  private void save(CallEntry entry) {
    bus.ask(Addresses.calls(bus.nodeId()),
        new CallRequest.TakeOver(entry.id(), entry.node(), entry.epoch()), CallReply.Hosted.class)
        .onSuccess(taken -> LOG.atWarn().addKeyValue("call", entry.id())
            .addKeyValue("node", entry.node()).log("call taken over"))
        .onFailure(failure -> strike(entry));
  }

  private void strike(CallEntry entry) {
    LOG.atWarn().addKeyValue("call", entry.id()).addKeyValue("node", entry.node())
        .log("call lost with its node");
    calls.release(entry);
  }

  /** One survivor cleans up, chosen without asking: the one whose id comes first. */
  private boolean first() {
    return nodes.nodes().stream().map(NodeEntry::id).min(Comparator.naturalOrder())
        .map(bus.nodeId()::equals).orElse(true);
  }
}
