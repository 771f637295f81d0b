package io.voxbus.directory;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.bus.CallRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The directory as the calls of this node use it: it knows which they are, lets none be written or end while the lease
 * does not run, and finds out which of them have another owner by now.
 */
public final class OwnCalls implements CallDirectory {
  /** An answer that takes longer was lost with the connection it was to come by. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LOOKS = 5;

  private final CallDirectory shared;
  private final Duration patience;
  private final Tenure tenure;
  private final LastBeats beats = new LastBeats();
  private final Map<String, Own> own = new ConcurrentHashMap<>();
  /** Those that are being taken over. */
  private final Set<String> taking = ConcurrentHashMap.newKeySet();
  private volatile Predicate<String> free = node -> false;
  private volatile GivingUp givingUp = (entry, epoch) -> {};

  /**
   * A call of this node.
   *
   * @param keeping the newest writing of its state: the entry goes after it, so that no state is left over
   * @param state   the newest; null: none was written yet
   */
  private record Own(CallEntry entry, Future<Void> keeping, @Nullable String state) {}

  /** Tells a call of this node that it has another owner, or none. */
  public interface GivingUp {
    void giveUp(CallEntry entry, long epoch);
  }

  public OwnCalls(CallDirectory shared, Tenure tenure) {
    this(shared, tenure, PATIENCE);
  }

  /** @param patience for what is looked up before a call goes on; then it is looked up once more */
  OwnCalls(CallDirectory shared, Tenure tenure, Duration patience) {
    this.patience = patience;
    this.shared = shared;
    this.tenure = tenure;
    shared.onLoss(this::keepAgain);
  }

  /** Whether this node may act for them. */
  public Tenure tenure() {
    return tenure;
  }

  /** Until when the nodes acted whose calls may come to this one. */
  public LastBeats beats() {
    return beats;
  }

  /** @param nodes whose calls may be taken over now: they give them, or can't act any more */
  public void mayTake(Predicate<String> nodes) {
    free = nodes;
  }

  public void onGivingUp(GivingUp told) {
    givingUp = told;
  }

  @Override
  public Future<Void> claim(CallEntry entry) {
    return tenure.runs()
        ? shared.claim(entry).onSuccess(claimed -> own(entry))
        : Future.failedFuture(silent());
  }

  @Override
  public Future<Void> update(CallEntry entry) {
    Own now = own.computeIfPresent(entry.id(),
        (id, held) -> new Own(entry, held.keeping, held.state));
    return now == null ? Future.failedFuture(notOwn(entry)) : shared.update(entry);
  }

  @Override
  public boolean keeps() {
    return shared.keeps();
  }

  /** One after the other: a write whose answer was lost may yet be repeated, and must not be after a newer one. */
  @Override
  public Future<Void> keep(CallEntry entry, String state) {
    if (!tenure.runs()) {
      return Future.failedFuture(silent());
    }
    Own now = own.computeIfPresent(entry.id(), (id, held) -> new Own(held.entry,
        held.keeping.transform(before -> shared.keep(entry, state)), state));
    return now == null ? Future.failedFuture(notOwn(entry)) : now.keeping;
  }

  /**
   * Waits for the lease: a call that another node owns by now is not this one's to end. One that is not there at all is:
   * nobody else can have ended it, so its entry was lost with its copies, or it was removed when that was first asked for
   * and the answer was lost with a node.
   */
  @Override
  public Future<Boolean> release(CallEntry entry) {
    Own held = own.get(entry.id());
    Future<Void> kept = held == null ? Future.succeededFuture() : held.keeping;
    return kept.transform(done -> tenure.running())
        .compose(running -> {
          boolean known = own.remove(entry.id()) != null;
          return shared.release(entry).compose(was -> was || !known
              ? Future.succeededFuture(was)
              : hasNoOwner(entry));
        });
  }

  private Future<Boolean> hasNoOwner(CallEntry entry) {
    return shared.find(entry.id()).map(found -> found.isEmpty() && tenure.seesMost())
        .onSuccess(none -> {
          if (!none) {
            givingUp.giveUp(entry, entry.epoch() + 1);
          }
        });
  }

  @Override
  public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
    if (!tenure.runs()) {
      return Future.failedFuture(silent());
    }
    Own held = own.get(lost.callId());
    boolean taken = held != null && held.entry.epoch() > lost.lostEpoch();
    if (taken || !free.test(lost.lostNode()) || !taking.add(lost.callId())) {
      return Future.succeededFuture(Optional.empty()); // it is here, its node is back, or it is on its way
    }
    return shared.takeOver(lost, node)
        .onSuccess(given -> given.ifPresent(call -> own(call.entry())))
        .onComplete(given -> taking.remove(lost.callId()));
  }

  @Override
  public Future<Optional<CallEntry>> find(String callId) {
    return shared.find(callId);
  }

  @Override
  public Future<List<CallEntry>> list() {
    return shared.list();
  }

  @Override
  public Future<List<CallEntry>> heard() {
    return shared.heard();
  }

  /**
   * Looks every call of this node up, and gives up those of other owners.
   *
   * @param lapsed whether the lease had run out: what is not there any more was taken over and has ended. Otherwise it
   *               got lost where two clusters became one, and is claimed again
   * @return how many were given up; fails when the directory can't be read
   */
  public Future<Integer> review(boolean lapsed) {
    List<Future<Integer>> looked = own.values().stream().map(held -> look(held.entry.id(), LOOKS)
        .compose(found -> review(held.entry, found, lapsed))).toList();
    return Future.join(looked)
        .map(all -> looked.stream().mapToInt(Future::result).sum());
  }

  private Future<Optional<CallEntry>> look(String callId, int looks) {
    return shared.find(callId).timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> failure instanceof TimeoutException && looks > 1
            ? look(callId, looks - 1)
            : Future.failedFuture(failure));
  }

  private Future<Integer> review(CallEntry entry, Optional<CallEntry> found, boolean lapsed) {
    if (found.filter(there -> sameOwner(there, entry)).isPresent()) {
      return Future.succeededFuture(0);
    }
    if (found.isEmpty() && lapsed && !tenure.seesMost()) {
      return Future.failedFuture(silent()); // on an island that tells nothing: most others may have it
    }
    Function<CallEntry, Integer> leave = there -> leave(entry, there.epoch());
    return found.isPresent() || lapsed
        ? Future.succeededFuture(found.map(leave).orElseGet(() -> leave(entry, entry.epoch() + 1)))
        : shared.claim(entry).compose(claimed -> own.containsKey(entry.id())
            ? Future.succeededFuture(true)
            : shared.release(entry)).map(0).otherwise(0); // it has ended meanwhile
  }

  /** Entries and states of this node's calls may be gone, though it lives. */
  private void keepAgain() {
    tenure.running().compose(running -> review(false)).onSuccess(done -> own.forEach(
        (id, held) -> {
          if (held.state != null) {
            keep(held.entry, held.state);
          }
        }));
  }

  private int leave(CallEntry entry, long epoch) {
    if (own.remove(entry.id()) == null) {
      return 0;
    }
    givingUp.giveUp(entry, epoch);
    shared.release(entry); // not its entry, but its states
    return 1;
  }

  private void own(CallEntry entry) {
    own.put(entry.id(), new Own(entry, Future.succeededFuture(), null));
  }

  private static boolean sameOwner(CallEntry one, CallEntry other) {
    return one.node().equals(other.node()) && one.epoch() == other.epoch();
  }

  private static Fault silent() {
    return Fault.cutOff();
  }

  private static Fault notOwn(CallEntry entry) {
    return Fault.conflict("call " + entry.id() + " is not this node's");
  }
}
