package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for the node. A new one asks all others how they are before it is ready, so that the connections between them
 * are there, in both directions, when the first call needs one.
 */
final class NodeHost extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(NodeHost.class);

  private final Bus bus;
  private final NodeDirectory nodes;
  private final String version;

  NodeHost(Bus bus, NodeDirectory nodes, String version) {
    this.bus = bus;
    this.nodes = nodes;
    this.version = version;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.node(bus.nodeId()), request -> switch (request) {
      case NodeRequest.Describe() -> describe();
    });
    List<Future<Void>> greeted = nodes.nodes().stream().map(NodeEntry::id)
        .filter(id -> !id.equals(bus.nodeId())).map(this::greet).toList();
    return Future.join(greeted);
  }

  private Future<NodeReply.Described> describe() {
    return nodes.nodes().stream().filter(node -> node.id().equals(bus.nodeId())).findFirst()
        .map(self -> Future.succeededFuture(
            new NodeReply.Described(self.id(), version, self.calls(), self.maxCalls())))
        .orElseGet(() -> Future.failedFuture(Fault.unavailable("this node is starting")));
  }

  /** A node that does not answer is no reason not to start. */
  private Future<Void> greet(String node) {
    return bus.ask(Addresses.node(node), new NodeRequest.Describe(), NodeReply.Described.class)
        .onSuccess(described -> LOG.atInfo().addKeyValue("node", node)
            .addKeyValue("version", described.version()).log("met"))
        .recover(failure -> {
          LOG.atWarn().addKeyValue("node", node).addKeyValue("reason", failure.getMessage())
              .log("not met");
          return Future.succeededFuture();
        }).mapEmpty();
  }
}
