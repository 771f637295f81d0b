package io.voxbus.bus;

import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Remembers which node owned a call when it was last asked for. */
final class Owners {
  private static final int MOST = 100_000;

  private final Function<String, Future<String>> lookup;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  Owners(Function<String, Future<String>> lookup) {
    this.lookup = lookup;
  }

  @Nullable
  String known(String callId) {
    return known.get(callId);
  }

  Future<String> find(String callId) {
    String node = known.get(callId);
    return node != null ? Future.succeededFuture(node) : findAgain(callId);
  }

  /** Forgets what was known: the owner has changed, or the call has ended. */
  Future<String> findAgain(String callId) {
    known.remove(callId);
    return lookup.apply(callId).onSuccess(node -> remember(callId, node));
  }

  void remember(String callId, String node) {
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(callId, node);
  }
}
