package io.voxbus.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Seal;
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
  private final SealedJson<CallEntry> entries;

  SharedCalls(Vertx vertx, IMap<String, HazelcastJsonValue> map, Seal seal) {
    this.vertx = vertx;
    this.map = map;
    this.entries = new SealedJson<>(map.getName(), seal, new TypeReference<>() {});
  }

  @Override
  public Future<Void> claim(CallEntry entry) {
    return blocking(false, () -> {
      if (map.putIfAbsent(entry.id(), json(entry)) != null) {
        throw Fault.conflict("call " + entry.id() + " exists already");
      }
    });
  }

  @Override
  public Future<Void> update(CallEntry entry) {
    return blocking(true, () -> {
      HazelcastJsonValue held = map.get(entry.id());
      while (owned(held, entry) && !map.replace(entry.id(), held, json(entry))) {
        held = map.get(entry.id());
      }
    });
  }

  @Override
  public Future<Void> release(CallEntry entry) {
    return blocking(true, () -> {
      HazelcastJsonValue held = map.get(entry.id());
      while (owned(held, entry) && !map.remove(entry.id(), held)) {
        held = map.get(entry.id()); // it was updated meanwhile
      }
    });
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return future(map.getAsync(callId)).map(held -> entry(callId, held));
  }

  @Override
  public Future<List<CallEntry>> list() {
    return vertx.executeBlocking(() -> map.entrySet().stream()
        .flatMap(held -> entry(held.getKey(), held.getValue()).stream()).toList(), false);
  }

  private boolean owned(@Nullable HazelcastJsonValue held, CallEntry by) {
    return entry(by.id(), held).filter(
        entry -> entry.node().equals(by.node()) && entry.epoch() == by.epoch()).isPresent();
  }

  /**
   * Compare-and-set is not to be had without blocking; a worker thread waits its 0.2 ms.
   *
   * @param ordered whether it comes after what the same call has changed before
   */
  private Future<Void> blocking(boolean ordered, Runnable change) {
    return vertx.executeBlocking(() -> {
      change.run();
      return null;
    }, ordered);
  }

  private <T> Future<T> future(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  private HazelcastJsonValue json(CallEntry entry) {
    return new HazelcastJsonValue(entries.write(entry.id(), entry));
  }

  private Optional<CallEntry> entry(String callId, @Nullable HazelcastJsonValue json) {
    return entries.read(callId, json == null ? null : json.getValue());
  }
}
