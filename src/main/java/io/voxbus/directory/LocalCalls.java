package io.voxbus.directory;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.CallRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The directory of a node that is alone. */
public final class LocalCalls implements CallDirectory {
  private final Map<String, CallEntry> entries = new ConcurrentHashMap<>();

  @Override
  public Future<Void> claim(CallEntry entry) {
    return entries.putIfAbsent(entry.id(), entry) == null
        ? Future.succeededFuture()
        : Future.failedFuture(Fault.conflict("call " + entry.id() + " exists already"));
  }

  @Override
  public Future<Void> update(CallEntry entry) {
    entries.computeIfPresent(entry.id(), (id, old) -> old.epoch() == entry.epoch() ? entry : old);
    return Future.succeededFuture();
  }

  @Override
  public Future<Boolean> release(CallEntry entry) {
    CallEntry held = entries.get(entry.id());
    return Future.succeededFuture(held != null && held.epoch() == entry.epoch()
        && entries.remove(entry.id(), held));
  }

  @Override
  public boolean keeps() {
    return false;
  }

  /** There is nobody who could restore it. */
  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
    return Future.succeededFuture(Optional.empty());
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
