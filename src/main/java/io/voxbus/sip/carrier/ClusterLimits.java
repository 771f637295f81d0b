package io.voxbus.sip.carrier;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipRequest.Entered;
import io.voxbus.protocol.bus.SipRequest.TrunkCalls;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The limits of trunks over all nodes: one of them counts the calls of a trunk, which follows from the ids of all that there
 * are. When it dies, the next one learns from what each node tells once a second. When it does not answer, a node lets in
 * what its own calls leave room for.
 */
public final class ClusterLimits {
  static final long TELL_MILLIS = 1_000;
  /** So long a call waits for whoever counts. */
  private static final long ANSWER_MILLIS = 300;

  private final Bus bus;
  private final Supplier<List<String>> nodes;

  /** @param nodes ids of all that there are */
  public ClusterLimits(Bus bus, Supplier<List<String>> nodes) {
    this.bus = bus;
    this.nodes = nodes;
  }

  /** Whether another call fits, which is counted here already. */
  Future<Boolean> enter(String trunk, int calls, int most, int perSecond) {
    boolean alone = nodes.get().stream().allMatch(bus.nodeId()::equals);
    if (alone || (most == 0 && perSecond == 0)) {
      return Future.succeededFuture(true);
    }
    return bus
        .ask(Addresses.sipOf(counter(trunk)),
            new TrunkCalls(trunk, bus.nodeId(), calls, true, most, perSecond), Entered.class)
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS).map(Entered::room)
        .otherwise(true);
  }

  /** How many calls this node has. */
  void tell(String trunk, int calls, int most, int perSecond) {
    if (nodes.get().stream().anyMatch(node -> !node.equals(bus.nodeId()))) {
      SipRequest told = new TrunkCalls(trunk, bus.nodeId(), calls, false, most, perSecond);
      bus.send(Addresses.sipOf(counter(trunk)), told);
    }
  }

  private String counter(String trunk) {
    return nodes.get().stream()
        .max(Comparator.comparingInt((String node) -> Objects.hash(trunk, node) * 0x9E3779B9)
            .thenComparing(Comparator.naturalOrder()))
        .orElseGet(bus::nodeId);
  }
}
