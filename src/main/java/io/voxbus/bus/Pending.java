package io.voxbus.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What other nodes are asked and have not answered yet: when one is lost, nobody waits for it until the time is up, and it
 * is not asked before it is back.
 */
final class Pending {
  private final Map<String, Set<Asked>> open = new ConcurrentHashMap<>();
  /** Nodes that were lost: whether they still are. */
  private final Map<String, BooleanSupplier> lost = new ConcurrentHashMap<>();

  private record Asked(Context context, Promise<Object> either) {}

  /**
   * The answer of that node, or a failure as soon as it is lost, be it while it is being asked.
   *
   * @param context of the one who asks
   */
  Future<Object> at(String node, Supplier<Future<Object>> ask, Context context) {
    Asked asked = new Asked(context, Promise.promise());
    Set<Asked> there = open.compute(node, (one, noted) -> {
      Set<Asked> all = noted == null ? ConcurrentHashMap.newKeySet() : noted;
      all.add(asked);
      return all;
    });
    if (isLost(node)) { // looked at last: from now on whoever tells that it is lost finds this one
      there.remove(asked);
      return Future.failedFuture(Fault.lost());
    }
    ask.get().onComplete(answered -> {
      there.remove(asked);
      if (answered.succeeded()) {
        asked.either.tryComplete(answered.result());
      } else {
        asked.either.tryFail(answered.cause());
      }
    });
    return asked.either.future();
  }

  /** @param still whether it is not back; asked for when something is to be said to it */
  void lost(String node, BooleanSupplier still) {
    lost.put(node, still);
    Set<Asked> there = open.remove(node);
    if (there != null) {
      there.forEach(one -> one.context.runOnContext(go -> one.either.tryFail(Fault.lost())));
    }
  }

  private boolean isLost(String node) {
    BooleanSupplier still = lost.get(node);
    if (still != null && !still.getAsBoolean()) {
      lost.remove(node, still);
      return false;
    }
    return still != null;
  }
}
