package io.voxbus.ws;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.Placement;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import java.util.HashSet;
import java.util.Set;

/** Gives a new call to a node that takes it. */
record Hosting(Bus bus, Placement placement) {
  Future<CallReply.Hosted> host(CallSetup setup) {
    return host(setup, new HashSet<>());
  }

  /** A node that has become full or begun to drain meanwhile refuses, one that has left is not there: the next one is asked. */
  private Future<CallReply.Hosted> host(CallSetup setup, Set<String> refused) {
    try {
      String chosen = placement.choose(refused);
      return bus.ask(Addresses.calls(chosen), new CallRequest.HostCall(setup),
          CallReply.Hosted.class)
          .recover(failure -> isRefused(Fault.of(failure)) && refused.add(chosen)
              ? host(setup, refused)
              : Future.failedFuture(failure));
    } catch (Fault fault) {
      return Future.failedFuture(fault);
    }
  }

  private static boolean isRefused(Fault fault) {
    return fault.code() == 503 || fault.isUnheard();
  }
}
