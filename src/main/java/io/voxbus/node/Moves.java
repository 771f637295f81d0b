package io.voxbus.node;

import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.Placement;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the calls of a node that leaves go on at the others; a call that can't is waited for. */
final class Moves implements Consumer<CallEntry> {
  private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

  private final Bus bus;
  private final Placement placement;

  Moves(Bus bus, Placement placement) {
    this.bus = bus;
    this.placement = placement;
  }

  @Override
  public void accept(CallEntry call) {
    try {
      String node = placement.choose(Set.of(bus.nodeId()));
      bus.ask(Addresses.call(call.id()), new CallRequest.Move(node), CallReply.Hosted.class)
          .onFailure(failure -> stays(call, Fault.of(failure)));
    } catch (Fault fault) {
      stays(call, fault);
    }
  }

  private static void stays(CallEntry call, Fault why) {
    LOG.atInfo().addKeyValue("call", call.id()).addKeyValue("reason", why.getMessage())
        .log("not moved");
  }
}
