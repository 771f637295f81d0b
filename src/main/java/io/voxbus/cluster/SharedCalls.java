package io.voxbus.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The directory of calls that all nodes share: JSON, so that old and new nodes understand each other. */
public final class SharedCalls implements CallDirectory {
  private final Vertx vertx;
  private final IMap<String, HazelcastJsonValue> map;

  SharedCalls(Vertx vertx, IMap<String, HazelcastJsonValue> map) {
    this.vertx = vertx;
    this.map = map;
  }

  @Override
  public Future<Void> claim(CallEntry entry) {
    return blocking(() -> {
      if (map.putIfAbsent(entry.id(), json(entry)) != null) {
        throw Fault.conflict("call " + entry.id() + " exists already");
      }
    });
  }

  @Override
  public Future<Void> update(CallEntry entry) {
    return blocking(() -> {
      HazelcastJsonValue held = map.get(entry.id());
      if (owned(held, entry)) {
        map.replace(entry.id(), held, json(entry));
      }
    });
  }

  @Override
  public Future<Void> release(CallEntry entry) {
    return blocking(() -> {
      HazelcastJsonValue held = map.get(entry.id());
      if (owned(held, entry)) {
        map.remove(entry.id(), held);
      }
    });
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return future(map.getAsync(callId))
        .map(held -> Optional.ofNullable(held).map(SharedCalls::entry));
  }

  @Override
  public Future<List<CallEntry>> list() {
    return vertx.executeBlocking(() -> map.values().stream().map(SharedCalls::entry).toList(),
        false);
  }

  private static boolean owned(@Nullable HazelcastJsonValue held, CallEntry by) {
    if (held == null) {
      return false;
    }
    CallEntry entry = entry(held);
    return entry.node().equals(by.node()) && entry.epoch() == by.epoch();
  }

  /** Compare-and-set is not to be had without blocking; a worker thread waits its 0.2 ms. */
  private Future<Void> blocking(Runnable change) {
    return vertx.executeBlocking(() -> {
      change.run();
      return null;
    }, false);
  }

  private <T> Future<T> future(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  private static HazelcastJsonValue json(CallEntry entry) {
    return new HazelcastJsonValue(Json.text(entry));
  }

  private static CallEntry entry(HazelcastJsonValue json) {
    try {
      return Json.mapper().readValue(json.getValue(), CallEntry.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry of the map of calls can't be read", e);
    }
  }
}
