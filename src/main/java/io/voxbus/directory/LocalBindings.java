package io.voxbus.directory;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The bindings of a node that is alone. */
public final class LocalBindings implements BindingDirectory {
  private final Map<String, List<Binding>> bindings = new ConcurrentHashMap<>();

  @Override
  public Future<List<Binding>> find(String user) {
    return Future.succeededFuture(bindings.getOrDefault(user, List.of()));
  }

  @Override
  public Future<List<Binding>> change(String user, UnaryOperator<List<Binding>> change) {
    try {
      List<Binding> changed = bindings.compute(user, (key, old) -> {
        List<Binding> now = change.apply(old == null ? List.of() : old);
        return now.isEmpty() ? null : List.copyOf(now);
      });
      return Future.succeededFuture(changed == null ? List.of() : changed);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<Map<String, List<Binding>>> all() {
    return Future.succeededFuture(Map.copyOf(bindings));
  }
}
