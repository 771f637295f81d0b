package io.voxbus.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Seal;
import io.voxbus.directory.Binding;
import io.voxbus.directory.BindingDirectory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The bindings that all nodes share. Hazelcast forgets a user when the last of them has expired. */
public final class SharedBindings implements BindingDirectory {
  private final Vertx vertx;
  private final IMap<String, HazelcastJsonValue> map;
  private final SealedJson<List<Binding>> entries;

  SharedBindings(Vertx vertx, IMap<String, HazelcastJsonValue> map, Seal seal) {
    this.vertx = vertx;
    this.map = map;
    this.entries = new SealedJson<>(map.getName(), seal, new TypeReference<>() {});
  }

  @Override
  public Future<List<Binding>> find(String user) {
    return Future
        .fromCompletionStage(map.getAsync(user), vertx.getOrCreateContext())
        .map(held -> bindings(user, held));
  }

  @Override
  public Future<List<Binding>> change(String user, UnaryOperator<List<Binding>> change) {
    return vertx.executeBlocking(() -> {
      while (true) {
        HazelcastJsonValue held = map.get(user);
        List<Binding> now = change.apply(bindings(user, held));
        if (swap(user, held, now)) {
          return now;
        }
      }
    }, false);
  }

  @Override
  public Future<Map<String, List<Binding>>> all() {
    return vertx.executeBlocking(() -> {
      Map<String, List<Binding>> all = new TreeMap<>();
      map.entrySet()
          .forEach(entry -> all.put(entry.getKey(), bindings(entry.getKey(), entry.getValue())));
      return all;
    }, false);
  }

  private boolean swap(String user, @Nullable HazelcastJsonValue held, List<Binding> now) {
    if (held == null) {
      return now.isEmpty()
          || map.putIfAbsent(user, json(user, now), life(now), TimeUnit.MILLISECONDS) == null;
    }
    if (now.isEmpty()) {
      return map.remove(user, held);
    }
    boolean swapped = map.replace(user, held, json(user, now));
    if (swapped) {
      map.setTtl(user, life(now), TimeUnit.MILLISECONDS);
    }
    return swapped;
  }

  private static long life(List<Binding> bindings) {
    long last = bindings.stream().mapToLong(Binding::expiresMillis).max().orElse(0);
    return Math.max(1000, last - System.currentTimeMillis());
  }

  private HazelcastJsonValue json(String user, List<Binding> bindings) {
    return new HazelcastJsonValue(entries.write(user, bindings));
  }

  private List<Binding> bindings(String user, @Nullable HazelcastJsonValue json) {
    return entries.read(user, json == null ? null : json.getValue()).orElse(List.of());
  }
}
