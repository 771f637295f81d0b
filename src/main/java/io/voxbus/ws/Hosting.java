package io.voxbus.ws;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Gives a new call to a node that takes it. */
record Hosting(Bus bus, OwnNode node) {
  /** Nodes of a busy machine may not act for a moment, all at once: together these last as long as a lease. */
  private static final int ROUNDS = 10;
  /** One that sees most others acts soon: those that have found together again want so long until they do. */
  private static final int ROUNDS_TOGETHER = 30;
  private static final int PAUSE_MILLIS = 200;

  /** Who was asked and has refused. */
  private static final class Round {
    private final Set<String> refused = new HashSet<>();
    private boolean passes;

    /** Whether another is to be asked. */
    boolean refused(String node, Fault fault) {
      passes |= fault.isCutOff();
      return (fault.code() == 503 || fault.isUnheard()) && refused.add(node);
    }
  }

  Future<CallReply.Hosted> host(CallSetup setup) {
    return host(setup, 1);
  }

  private Future<CallReply.Hosted> host(CallSetup setup, int rounds) {
    Round round = new Round();
    return host(setup, round).recover(failure -> {
      if (round.passes && rounds < most()) {
        return bus.vertx().timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
            .compose(due -> host(setup, rounds + 1));
      }
      return Future.failedFuture(round.passes ? Fault.cutOff() : failure);
    });
  }

  private int most() {
    return node.lease().seesMost() ? ROUNDS_TOGETHER : ROUNDS;
  }

  /** A node that has become full or begun to drain meanwhile refuses, one that has left is not there: the next one is asked. */
  private Future<CallReply.Hosted> host(CallSetup setup, Round round) {
    try {
      String chosen = node.placement().choose(round.refused);
      return bus.ask(Addresses.calls(chosen), new CallRequest.HostCall(setup),
          CallReply.Hosted.class)
          .recover(failure -> round.refused(chosen, Fault.of(failure))
              ? host(setup, round)
              : Future.failedFuture(failure));
    } catch (Fault fault) {
      return Future.failedFuture(fault);
    }
  }
}
