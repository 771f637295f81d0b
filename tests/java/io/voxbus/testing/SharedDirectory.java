package io.voxbus.testing;

import io.vertx.core.Future;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What several nodes would share, for tests. */
public class SharedDirectory implements CallDirectory {
  public final Map<String, CallEntry> entries = new ConcurrentHashMap<>();
  public final Map<String, String> states = new ConcurrentHashMap<>();
  /** Whether nothing can be kept. */
  public volatile boolean refuses;

  @Override
  public Future<Void> claim(CallEntry entry) {
    entries.put(entry.id(), entry);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> update(CallEntry entry) {
    entries.computeIfPresent(entry.id(), (id, old) -> entry);
    return Future.succeededFuture();
  }

  @Override
  public Future<Boolean> release(CallEntry entry) {
    CallEntry held = entries.get(entry.id());
    boolean owned = held != null && held.node().equals(entry.node())
        && held.epoch() == entry.epoch();
    if (owned) {
      entries.remove(entry.id());
      states.remove(entry.id());
    }
    return Future.succeededFuture(owned);
  }

  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    if (refuses) {
      return Future.failedFuture("refused");
    }
    states.put(entry.id(), state);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
    CallEntry now = entries.get(lost.callId());
    if (now == null || !now.node().equals(lost.lostNode()) || now.epoch() != lost.lostEpoch()) {
      return Future.succeededFuture(Optional.empty());
    }
    CallEntry taken = now.takenOver(node);
    entries.put(taken.id(), taken);
    return Future.succeededFuture(Optional.of(new Taken(taken, states.get(taken.id()))));
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return Future.succeededFuture(Optional.ofNullable(entries.get(callId)));
  }

  @Override
  public Future<List<CallEntry>> list() {
    return Future.succeededFuture(List.copyOf(entries.values()));
  }
}
