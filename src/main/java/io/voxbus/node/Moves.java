package io.voxbus.node;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.Placement;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the calls of a node that leaves go on at the others. Those that can't are waited for, and so are those with a client
 * on this node, who would lose the call if it did not come back: these go when the time is up.
 */
final class Moves {
  private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

  private final Bus bus;
  private final Placement placement;
  private final Meters meters;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Moves(Bus bus, Placement placement, Meters meters) {
    this.bus = bus;
    this.placement = placement;
    this.meters = meters;
  }

  /** @param now also with a client on this node; comes when the call has left, or stays */
  Future<?> move(CallEntry call, boolean now) {
    try {
      String node = placement.heir(call.id());
      return bus
          .ask(Addresses.call(call.id()), new CallRequest.Move(node, now), CallReply.Hosted.class)
          .onSuccess(hosted -> meters.migrated("node", 1))
          .onFailure(failure -> stays(call, Fault.of(failure)));
    } catch (Fault fault) {
      stays(call, fault);
      return Future.failedFuture(fault);
    }
  }

  /** Told once: it is asked again and again. */
  private void stays(CallEntry call, Fault why) {
    if (told.add(call.id())) {
      LOG.atInfo().addKeyValue("call", call.id()).addKeyValue("reason", why.getMessage())
          .log("not moved");
    }
  }
}
