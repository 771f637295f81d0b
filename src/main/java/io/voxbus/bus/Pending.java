package io.voxbus.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What other nodes are asked and have not answered yet: when one is lost, nobody waits for it until the time is up. */
final class Pending {
  private final Map<String, Set<Asked>> open = new ConcurrentHashMap<>();

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

  void fail(String node, Fault fault) {
    Set<Asked> there = open.remove(node);
    if (there != null) {
      there.forEach(one -> one.context.runOnContext(go -> one.either.tryFail(fault)));
    }
  }
}
