package io.voxbus.node;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.Shared;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for the node. A new one asks all others how they are before it is ready, so that the connections between them
 * are there, in both directions, when the first call needs one.
 */
final class NodeHost extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(NodeHost.class);
  private static final int REPORT_MILLIS = 2_000;
  private static final int LAST_WORD_MILLIS = 100;
  private static final int KILLED = 137;

  private final Bus bus;
  private final NodeDirectory nodes;
  private final CallDirectory calls;
  private final Components components;
  private final Runnable leave;
  private final boolean demo;

  /**
   * @param leave lets the node drain and end
   * @param demo  whether it may be killed
   */
  NodeHost(Bus bus, Shared shared, Components components, Runnable leave, boolean demo) {
    this.bus = bus;
    this.nodes = shared.nodes();
    this.calls = shared.calls();
    this.components = components;
    this.leave = leave;
    this.demo = demo;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.node(bus.nodeId()), this::answer);
    vertx.setPeriodic(REPORT_MILLIS, due -> components.load().cpu(cpu()));
    List<Future<Void>> greeted = nodes.nodes().stream().map(NodeEntry::id)
        .filter(id -> !id.equals(bus.nodeId())).map(this::greet).toList();
    return Future.join(greeted);
  }

  private Future<?> answer(NodeRequest request) {
    return switch (request) {
      case NodeRequest.Describe(List<String> callIds) ->
        Future.succeededFuture(describe(callIds));
      case NodeRequest.CheckHealth() -> health();
      case NodeRequest.ListVersions() -> Future.succeededFuture(new NodeReply.Versions(bus.nodeId(),
          Components.version(), components.versions().list()));
      case NodeRequest.Redeploy(String component, boolean migrate) -> redeploy(component, migrate);
      case NodeRequest.Drain() -> {
        leave.run();
        yield Future.succeededFuture(draining());
      }
      case NodeRequest.Die() -> die();
    };
  }

  private NodeReply.Described describe(List<String> callIds) {
    NodeEntry self = components.load().entry();
    return new NodeReply.Described(self.id(), self.version(), self.calls(), self.maxCalls(),
        calls.remembered(callIds));
  }

  private NodeReply.Draining draining() {
    return new NodeReply.Draining(bus.nodeId(), components.load().calls());
  }

  private Future<NodeReply.Healthy> health() {
    return components.unready().compose(reason -> reason.isEmpty()
        ? Future.succeededFuture(new NodeReply.Healthy(bus.nodeId()))
        : Future.failedFuture(Fault.unavailable("it is not ready: " + reason)));
  }

  private Future<NodeReply.Redeployed> redeploy(String name, boolean migrate) {
    return components.versions().named(name).compose(kind -> redeploy(kind, migrate));
  }

  private Future<NodeReply.Redeployed> redeploy(Kind kind, boolean migrate) {
    Versions versions = components.versions();
    return versions.replace(kind)
        .compose(version -> (migrate ? versions.migrate(kind) : Future.succeededFuture(0))
            .onSuccess(migrated -> components.meters().migrated(kind.component(), migrated))
            .map(migrated -> new NodeReply.Redeployed(bus.nodeId(),
                versions.describe(kind).orElse(version), migrated, versions.staying(kind))));
  }

  private Future<NodeReply.Draining> die() {
    if (!demo) {
      return Future.failedFuture(new Fault(403, "nodes are killed in a demo only (http.demo)"));
    }
    vertx.setTimer(LAST_WORD_MILLIS, due -> Runtime.getRuntime().halt(KILLED));
    return Future.succeededFuture(draining());
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.round(Math.max(0, system.getProcessCpuLoad()) * 100) / 100.0
        : 0;
  }

  /** A node that does not answer is no reason not to start. */
  private Future<Void> greet(String node) {
    return bus
        .ask(Addresses.node(node), new NodeRequest.Describe(List.of()), NodeReply.Described.class)
        .onSuccess(described -> LOG.atInfo().addKeyValue("node", node)
            .addKeyValue("version", described.version()).log("met"))
        .recover(failure -> {
          LOG.atWarn().addKeyValue("node", node).addKeyValue("reason", failure.getMessage())
              .log("not met");
          return Future.succeededFuture();
        }).mapEmpty();
  }
}
