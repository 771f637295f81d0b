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
  private final IMap<String, HazelcastJsonValue> states;
  private final SealedJson<CallEntry> entries;
  private final SealedJson<Kept> stateJson;

  /** @param epoch of the owner who wrote it: what a former owner still writes counts for nothing */
  private record Kept(long epoch, String state) {}

  /** @param states what the calls of the map would be restored from */
  SharedCalls(Vertx vertx, IMap<String, HazelcastJsonValue> map,
      IMap<String, HazelcastJsonValue> states, Seal seal) {
    this.vertx = vertx;
    this.map = map;
    this.states = states;
    this.stateJson = new SealedJson<>(states.getName(), seal, new TypeReference<>() {});
    this.entries = new SealedJson<>(map.getName(), seal, new TypeReference<>() {});
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
        states.delete(entry.id());
      }
    });
  }

  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    String json = stateJson.write(entry.id(), new Kept(entry.epoch(), state));
    return future(states.setAsync(entry.id(), new HazelcastJsonValue(json)));
  }

  @Override
  public Future<Optional<Taken>> takeOver(CallEntry entry, String node) {
    return vertx.executeBlocking(() -> {
      HazelcastJsonValue held = map.get(entry.id());
      CallEntry taken = entry.takenOver(node);
      if (!owned(held, entry) || !map.replace(entry.id(), held, json(taken))) {
        return Optional.empty();
      }
      HazelcastJsonValue state = states.get(entry.id());
      return Optional.of(new Taken(taken,
          stateJson.read(entry.id(), state == null ? null : state.getValue())
              .filter(kept -> kept.epoch() == entry.epoch()).map(Kept::state).orElse(null)));
    }, false);
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

  private HazelcastJsonValue json(CallEntry entry) {
    return new HazelcastJsonValue(entries.write(entry.id(), entry));
  }

  private Optional<CallEntry> entry(String callId, @Nullable HazelcastJsonValue json) {
    return entries.read(callId, json == null ? null : json.getValue());
  }
}
