package io.voxbus.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Json;
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
  private static final TypeReference<List<Binding>> LIST = new TypeReference<>() {};

  private final Vertx vertx;
  private final IMap<String, HazelcastJsonValue> map;

  SharedBindings(Vertx vertx, IMap<String, HazelcastJsonValue> map) {
    this.vertx = vertx;
    this.map = map;
  }

  @Override
  public Future<List<Binding>> find(String user) {
    return Future
        .fromCompletionStage(map.getAsync(user), vertx.getOrCreateContext())
        .map(SharedBindings::bindings);
  }

  @Override
  public Future<List<Binding>> change(String user, UnaryOperator<List<Binding>> change) {
    return vertx.executeBlocking(() -> {
      while (true) {
        HazelcastJsonValue held = map.get(user);
        List<Binding> now = change.apply(bindings(held));
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
      map.entrySet().forEach(entry -> all.put(entry.getKey(), bindings(entry.getValue())));
      return all;
    }, false);
  }

  private boolean swap(String user, @Nullable HazelcastJsonValue held, List<Binding> now) {
    if (held == null) {
      return now.isEmpty()
          || map.putIfAbsent(user, json(now), life(now), TimeUnit.MILLISECONDS) == null;
    }
    if (now.isEmpty()) {
      return map.remove(user, held);
    }
    boolean swapped = map.replace(user, held, json(now));
    if (swapped) {
      map.setTtl(user, life(now), TimeUnit.MILLISECONDS);
    }
    return swapped;
  }

  private static long life(List<Binding> bindings) {
    long last = bindings.stream().mapToLong(Binding::expiresMillis).max().orElse(0);
    return Math.max(1000, last - System.currentTimeMillis());
  }

  private static HazelcastJsonValue json(List<Binding> bindings) {
    return new HazelcastJsonValue(Json.text(bindings));
  }

  private static List<Binding> bindings(@Nullable HazelcastJsonValue json) {
    try {
      return json == null ? List.of() : Json.mapper().readValue(json.getValue(), LIST);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry of the map of bindings can't be read", e);
    }
  }
}
