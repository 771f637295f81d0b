package io.voxbus.directory;

import io.vertx.core.Future;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.NodeReply;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory as the calls of this node use it, in which those that are only rehearsed stand apart: they are found, but
 * on no list. Their own directory is of the same kind, so that what is rehearsed is what is done when it matters.
 */
public final class RehearsedCalls implements CallDirectory {
  private final CallDirectory real;
  private final CallDirectory stage;
  private final Set<String> rehearsed = ConcurrentHashMap.newKeySet();

  /** @param stage that of the rehearsed ones */
  public RehearsedCalls(CallDirectory real, CallDirectory stage) {
    this.real = real;
    this.stage = stage;
  }

  /** The call that is about to come is one of them, until {@link #end}. */
  public void begin(String callId) {
    rehearsed.add(callId);
  }

  public void end(String callId) {
    rehearsed.remove(callId);
  }

  /** That of the rehearsed ones. */
  public CallDirectory stage() {
    return stage;
  }

  @Override
  public boolean rehearses(String callId) {
    return rehearsed.contains(callId);
  }

  private CallDirectory of(String callId) {
    return rehearses(callId) ? stage : real;
  }

  @Override
  public Future<Void> claim(CallEntry entry) {
    return of(entry.id()).claim(entry);
  }

  @Override
  public Future<Void> update(CallEntry entry) {
    return of(entry.id()).update(entry);
  }

  @Override
  public Future<Boolean> release(CallEntry entry) {
    return of(entry.id()).release(entry);
  }

  @Override
  public boolean keeps() {
    return real.keeps();
  }

  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    return of(entry.id()).keep(entry, state);
  }

  @Override
  public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
    return of(lost.callId()).takeOver(lost, node);
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return of(callId).find(callId);
  }

  @Override
  public Future<List<CallEntry>> list() {
    return real.list();
  }

  @Override
  public Future<List<CallEntry>> heard() {
    return real.heard();
  }

  @Override
  public NodeReply.Remembered remembered(Collection<String> callIds) {
    return real.remembered(callIds);
  }
}
