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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The directory of calls that all nodes share: JSON, so that old and new nodes understand each other. */
public final class SharedCalls implements CallDirectory {
  private final Vertx vertx;
  private final IMap<String, HazelcastJsonValue> map;
  private final IMap<String, HazelcastJsonValue> states;
  private final SealedJson<CallEntry> entries;
  private final SealedJson<String> stateJson;
  private final HeardCalls heard = new HeardCalls();

  /** @param states what the calls of the map would be restored from */
  SharedCalls(Vertx vertx, IMap<String, HazelcastJsonValue> map,
      IMap<String, HazelcastJsonValue> states, Seal seal) {
    this.vertx = vertx;
    this.map = map;
    this.states = states;
    this.stateJson = new SealedJson<>(states.getName(), seal, new TypeReference<>() {});
    this.entries = new SealedJson<>(map.getName(), seal, new TypeReference<>() {});
  }

  /** From then on it has heard of what there is. */
  Future<Void> listen() {
    return blocking(false, () -> heard.listen(map));
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
  public Future<Boolean> release(CallEntry entry) {
    return vertx.executeBlocking(() -> {
      HazelcastJsonValue held = map.get(entry.id());
      boolean removed = false;
      while (owned(held, entry) && !removed) { // again when it was updated meanwhile
        removed = map.remove(entry.id(), held);
        held = removed ? held : map.get(entry.id());
      }
      states.delete(stateKey(entry));
      return removed;
    }, true);
  }

  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    return future(states.setAsync(stateKey(entry), sealed(stateKey(entry), state)));
  }

  /** The state is the new owner's before the call is, so that the next one finds it if this one dies at once. */
  @Override
  public Future<Optional<Taken>> takeOver(CallEntry entry, String node) {
    return vertx.executeBlocking(() -> {
      HazelcastJsonValue held = map.get(entry.id());
      if (!owned(held, entry)) {
        return Optional.empty();
      }
      CallEntry taken = entry.takenOver(node);
      String state = state(entry);
      if (state != null) {
        states.putIfAbsent(stateKey(taken), sealed(stateKey(taken), state));
      }
      if (!map.replace(entry.id(), held, json(taken))) {
        forget(taken);
        return Optional.empty();
      }
      future(states.deleteAsync(stateKey(entry))); // nobody waits for that
      return Optional.of(new Taken(taken, state));
    }, false);
  }

  /** Whoever was first has it under the same key, unless the call has ended. */
  private void forget(CallEntry lost) {
    boolean lives = entry(lost.id(), map.get(lost.id()))
        .filter(now -> now.epoch() == lost.epoch()).isPresent();
    if (!lives) {
      states.delete(stateKey(lost));
    }
  }

  private @Nullable String state(CallEntry entry) {
    HazelcastJsonValue state = states.get(stateKey(entry));
    return stateJson.read(stateKey(entry), state == null ? null : state.getValue()).orElse(null);
  }

  private HazelcastJsonValue sealed(String key, String state) {
    return new HazelcastJsonValue(stateJson.write(key, state));
  }

  private static String stateKey(CallEntry entry) {
    return entry.id() + "/" + entry.epoch();
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return future(map.getAsync(callId)).map(held -> entry(callId, held));
  }

  @Override
  public Future<List<CallEntry>> list() {
    return vertx.executeBlocking(() -> read(map.entrySet()), false);
  }

  @Override
  public Future<List<CallEntry>> heard() {
    return vertx.executeBlocking(() -> read(heard.entries().entrySet()), false);
  }

  private List<CallEntry> read(Set<Map.Entry<String, HazelcastJsonValue>> held) {
    return held.stream().flatMap(one -> entry(one.getKey(), one.getValue()).stream()).toList();
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
