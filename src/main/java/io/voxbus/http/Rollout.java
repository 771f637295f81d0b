package io.voxbus.http;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Replaces a component on one node after the other, and stops at the first that does not get well again. */
final class Rollout {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HEALTH_CHECKS = 40;
  private static final int HEALTH_CHECK_MILLIS = 250;

  private final Bus bus;
  private final String component;
  private final boolean migrate;
  private final List<NodeReply.Redeployed> done = new ArrayList<>();

  /** @param migrate whether what runs goes on in the new code */
  Rollout(Bus bus, String component, boolean migrate) {
    this.bus = bus;
    this.component = component;
    this.migrate = migrate;
  }

  /** Where it has been replaced so far. */
  List<NodeReply.Redeployed> done() {
    return List.copyOf(done);
  }

  Future<List<NodeReply.Redeployed>> over(List<String> nodes) {
    Future<Void> all = Future.succeededFuture();
    for (String node : nodes) {
      all = all.compose(before -> replace(node));
    }
    return all.map(last -> done());
  }

  private Future<Void> replace(String node) {
    return bus.askFor(Addresses.node(node), new NodeRequest.Redeploy(component, migrate),
        NodeReply.Redeployed.class, PATIENCE).onSuccess(done::add)
        .compose(redeployed -> healthy(node, HEALTH_CHECKS))
        .recover(failure -> Future.failedFuture(at(node, failure)));
  }

  private Future<Void> healthy(String node, int checks) {
    return bus.ask(Addresses.node(node), new NodeRequest.CheckHealth(), NodeReply.Healthy.class)
        .<Void>mapEmpty().recover(failure -> checks == 0
            ? Future.failedFuture(failure)
            : bus.vertx().timer(HEALTH_CHECK_MILLIS, TimeUnit.MILLISECONDS)
                .compose(due -> healthy(node, checks - 1)));
  }

  private static Fault at(String node, Throwable failure) {
    Fault fault = Fault.of(failure);
    return new Fault(fault.code(), node + ": " + fault.getMessage());
  }
}
