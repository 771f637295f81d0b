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
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.NodeReply;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of calls that all nodes share: JSON, so that old and new nodes understand each other. */
public final class SharedCalls implements CallDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(SharedCalls.class);
  private static final int LOOKS = 2;
  private static final int REMEMBERED = 20_000;
  private static final int SETTLE_MILLIS = 20_000;

  private final Vertx vertx;
  private final IMap<String, HazelcastJsonValue> map;
  private final IMap<String, HazelcastJsonValue> states;
  private final SealedJson<CallEntry> entries;
  private final SealedJson<String> stateJson;
  private final long tidyMillis;
  private final EndedCalls ended = new EndedCalls(REMEMBERED, System::nanoTime);
  private final HeardCalls heard = new HeardCalls(this::ended);
  private final Losses losses;

  /**
   * @param states     what the calls of the map would be restored from
   * @param tidyMillis how long what was kept of a call that was taken over stays where it was
   */
  SharedCalls(Vertx vertx, IMap<String, HazelcastJsonValue> map,
      IMap<String, HazelcastJsonValue> states, Seal seal, long tidyMillis) {
    this.vertx = vertx;
    this.tidyMillis = tidyMillis;
    this.map = map;
    this.states = states;
    this.stateJson = new SealedJson<>(states.getName(), seal, new TypeReference<>() {});
    this.entries = new SealedJson<>(map.getName(), seal, new TypeReference<>() {});
    this.losses = new Losses(vertx, () -> blocking(false, () -> heard.read(map)));
  }

  /** From then on it has heard of what there is. */
  Future<Void> listen() {
    return blocking(false, () -> {
      map.addPartitionLostListener(losses);
      states.addPartitionLostListener(losses);
      heard.listen(map);
    });
  }

  /** This half of a cluster has become one with the other. */
  void merged() {
    new Leftovers(vertx, states, this::list, SETTLE_MILLIS).strikeOff();
  }

  @Override
  public void onLoss(Runnable told) {
    losses.then(told);
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
    return blocking(true,
        () -> change(entry, held -> map.replace(entry.id(), held, json(entry))));
  }

  @Override
  public Future<Boolean> release(CallEntry entry) {
    return vertx.executeBlocking(() -> {
      boolean removed = change(entry, held -> map.remove(entry.id(), held));
      states.delete(stateKey(entry));
      forgetFormer(entry, 1);
      return removed;
    }, true);
  }

  /**
   * What was heard of the entry is most likely still so: that saves a look at it.
   *
   * @param change of what is held, unless that is other by now
   * @return false when it has another owner, or none
   */
  private boolean change(CallEntry entry, Predicate<HazelcastJsonValue> change) {
    HazelcastJsonValue held = heard.entries().get(entry.id());
    boolean changed = owned(held, entry) && change.test(held);
    while (!changed) {
      held = map.get(entry.id());
      if (!owned(held, entry)) {
        return false;
      }
      changed = change.test(held);
    }
    return true;
  }

  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    return future(states.setAsync(stateKey(entry), sealed(stateKey(entry), state)));
  }

  /**
   * What was kept stays under the former epoch until the call has been taken over for a while, and is looked for there as
   * well: so the call is its new owner's, and goes on, after one write, and is still found if that one dies at once.
   */
  @Override
  public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
    Future<Optional<CallEntry>> claimed = waiting(() -> claim(lost, node));
    Future<Optional<String>> kept = kept(lost.callId(), lost.lostEpoch())
        .compose(state -> state.isPresent()
            ? Future.succeededFuture(state)
            : kept(lost.callId(), lost.lostEpoch() - 1));
    return Future.join(claimed, kept).map(done -> claimed.result().map(taken -> {
      String state = kept.result().orElse(null);
      vertx.setTimer(tidyMillis, due -> waiting(() -> tidy(taken, state)));
      return new Taken(taken, state);
    }));
  }

  /** While members leave, Hazelcast may do a change twice and tell of the second time, that it was in vain. */
  private Optional<CallEntry> claim(CallRequest.TakeOver lost, String node) {
    HazelcastJsonValue held = heard.entries().get(lost.callId());
    Optional<CallEntry> taken = Optional.empty();
    for (int i = 0; i < LOOKS && taken.isEmpty(); i++) {
      taken = claim(lost, node, held);
      if (taken.isEmpty()) {
        held = map.get(lost.callId());
        taken = entry(lost.callId(), held).filter(
            now -> now.node().equals(node) && now.epoch() == lost.lostEpoch() + 1);
      }
    }
    if (held == null && heard.entries().containsKey(lost.callId())) {
      LOG.atWarn().addKeyValue("call", lost.callId()).addKeyValue("node", lost.lostNode())
          .log("was heard of, but is not in the directory: it can't be taken over");
    }
    return taken;
  }

  private Optional<CallEntry> claim(CallRequest.TakeOver lost, String node,
      @Nullable HazelcastJsonValue held) {
    return entry(lost.callId(), held)
        .filter(now -> now.node().equals(lost.lostNode()) && now.epoch() == lost.lostEpoch())
        .map(now -> now.takenOver(node))
        .filter(taken -> map.replace(lost.callId(), held, json(taken)));
  }

  private Future<Optional<String>> kept(String callId, long epoch) {
    String key = stateKey(callId, epoch);
    return future(states.getAsync(key))
        .map(state -> stateJson.read(key, state == null ? null : state.getValue()));
  }

  /** From now on it is kept under the new epoch only, while it lives. */
  private @Nullable Void tidy(CallEntry taken, @Nullable String state) {
    if (state != null && owned(map.get(taken.id()), taken)) {
      states.putIfAbsent(stateKey(taken), sealed(stateKey(taken), state));
      if (map.get(taken.id()) == null) {
        states.delete(stateKey(taken)); // it has ended meanwhile
      }
    }
    forgetFormer(taken, 1);
    forgetFormer(taken, 2); // the owner before may have died before it did so
    return null;
  }

  private void forgetFormer(CallEntry entry, int epochsAgo) {
    if (entry.epoch() > epochsAgo) {
      states.deleteAsync(stateKey(entry.id(), entry.epoch() - epochsAgo));
    }
  }

  private HazelcastJsonValue sealed(String key, String state) {
    return new HazelcastJsonValue(stateJson.write(key, state));
  }

  private static String stateKey(CallEntry entry) {
    return stateKey(entry.id(), entry.epoch());
  }

  private static String stateKey(String callId, long epoch) {
    return callId + "/" + epoch;
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return future(map.getAsync(callId)).map(held -> entry(callId, held));
  }

  @Override
  public Future<List<CallEntry>> list() {
    return vertx.executeBlocking(() -> read(heard.read(map)), false);
  }

  @Override
  public Future<List<CallEntry>> heard() {
    return vertx.executeBlocking(() -> read(heard.entries().entrySet()), false);
  }

  EndedCalls ended() {
    return ended;
  }

  @Override
  public NodeReply.Remembered remembered(Collection<String> callIds) {
    return ended.of(callIds);
  }

  private void ended(String callId, HazelcastJsonValue last) {
    entry(callId, last).ifPresent(entry -> ended.add(callId, entry.epoch()));
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

  /** On a thread of its own: many calls that are taken over at once don't wait for each other. */
  private <T> Future<T> waiting(Supplier<T> work) {
    return future(CompletableFuture.supplyAsync(work, Thread::startVirtualThread));
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
