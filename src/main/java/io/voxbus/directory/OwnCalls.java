package io.voxbus.directory;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.NodeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  /** What is claimed just now is this node's sooner. */
  private static final long VACANT_MILLIS = 5_000;

  private final CallDirectory shared;
  private final Duration patience;
  private final Tenure tenure;
  private final LastBeats beats = new LastBeats();
  private final Map<String, Own> own = new ConcurrentHashMap<>();
  /** Those that are being taken over. */
  private final Set<String> taking = ConcurrentHashMap.newKeySet();
  /** Entries that name this node, which has no such call, and since when, by its monotonic clock in milliseconds. */
  private final Map<CallEntry, Long> vacant = new ConcurrentHashMap<>();
  private volatile Predicate<String> free = node -> false;
  private volatile GivingUp givingUp = (entry, epoch) -> {};
  private volatile Others others = callIds -> Future
      .succeededFuture(NodeReply.Remembered.NOTHING);

  /**
   * A call of this node.
   *
   * @param keeping the newest writing of its state: the entry goes after it, so that no state is left over
   * @param state   the newest; null: none was written yet
   */
  private record Own(CallEntry entry, Future<Void> keeping, @Nullable String state) {
    Own keeping(Future<Void> newest, String newState) {
      return new Own(entry, newest, newState);
    }
  }

  /** Tells a call of this node that it has another owner, or none. */
  public interface GivingUp {
    void giveUp(CallEntry entry, long epoch);
  }

  /** Asks the other nodes what they remember together of calls. */
  public interface Others {
    Future<NodeReply.Remembered> remembered(List<String> callIds);
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

  /** @param asked once this node may act again, for calls that are not where it left them */
  public void ask(Others asked) {
    others = asked;
  }

  /** Whoever goes on with it finds it here: the directory may answer on a thread of its own, in the middle of this one's work. */
  @Override
  public Future<Void> claim(CallEntry entry) {
    return tenure.runs()
        ? shared.claim(entry).map(claimed -> own(entry))
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
    Own now = own.computeIfPresent(entry.id(), (id, held) -> held
        .keeping(held.keeping.transform(before -> shared.keep(entry, state)), state));
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
    return shared.takeOver(lost, node).map(given -> {
      given.ifPresent(call -> own(call.entry()));
      return given;
    }).onComplete(given -> taking.remove(lost.callId()));
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

  @Override
  public NodeReply.Remembered remembered(Collection<String> callIds) {
    return shared.remembered(callIds);
  }

  /**
   * Looks every call of this node up, and gives up those of other owners. What is not there any more got lost where two
   * clusters became one, and is claimed again.
   *
   * @param lapsed whether the lease had run out: what is not there may have been taken over and have ended. The others are
   *               asked for it, and what nobody can tell of is given up
   * @return how many were given up; fails when the directory can't be read
   */
  public Future<Integer> review(boolean lapsed) {
    List<CallEntry> mine = own.values().stream().map(Own::entry).toList();
    List<Future<Optional<CallEntry>>> looked = mine.stream()
        .map(entry -> look(entry.id(), LOOKS)).toList();
    return Future.join(looked).compose(all -> {
      List<CallEntry> absent = new ArrayList<>();
      int left = 0;
      for (int i = 0; i < mine.size(); i++) {
        Optional<CallEntry> found = looked.get(i).result();
        if (found.isEmpty()) {
          absent.add(mine.get(i));
        }
        left += leaveToOther(mine.get(i), found);
      }
      int taken = left;
      return reviewAbsent(absent, lapsed).map(more -> taken + more);
    });
  }

  private Future<Optional<CallEntry>> look(String callId, int looks) {
    return shared.find(callId).timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> failure instanceof TimeoutException && looks > 1
            ? look(callId, looks - 1)
            : Future.failedFuture(failure));
  }

  private Future<Integer> reviewAbsent(List<CallEntry> absent, boolean lapsed) {
    if (!lapsed || absent.isEmpty()) {
      return claimAgain(absent);
    }
    if (!tenure.seesMost()) {
      return Future.failedFuture(silent()); // on an island that tells nothing: most others may have them
    }
    long lapsedMillis = tenure.lapsedMillis();
    return others.remembered(absent.stream().map(CallEntry::id).toList()).compose(told -> {
      boolean all = told.millis() >= lapsedMillis; // else another may have had it, for all they know
      List<CallEntry> again = new ArrayList<>();
      int left = 0;
      for (CallEntry entry : absent) {
        long epoch = told.epochs().getOrDefault(entry.id(),
            all ? entry.epoch() : entry.epoch() + 1);
        if (epoch > entry.epoch()) {
          left += leave(entry, epoch);
        } else {
          again.add(entry);
        }
      }
      int taken = left;
      return claimAgain(again).map(more -> taken + more);
    });
  }

  private Future<Integer> claimAgain(List<CallEntry> absent) {
    List<Future<Integer>> claimed = absent.stream().map(this::claimAgain).toList();
    return Future.join(claimed).map(all -> claimed.stream().mapToInt(Future::result).sum());
  }

  private Future<Integer> claimAgain(CallEntry lost) {
    Own held = own.get(lost.id());
    if (held == null) {
      return Future.succeededFuture(0); // it has ended meanwhile
    }
    CallEntry entry = held.entry;
    return shared.claim(entry).compose(claimed -> {
      if (own.containsKey(entry.id())) {
        keepAgain(entry.id());
        return Future.succeededFuture(0);
      }
      return shared.release(entry).map(0);
    }).recover(failure -> look(entry.id(), LOOKS).map(found -> leaveToOther(entry, found)));
  }

  /**
   * Strikes entries off that have named this node for a while, though it has no such call: where two clusters became one,
   * the other half still had it when it ended here.
   *
   * @param sinceMillis when this node started, by the wall clock: calls of its former start are being taken over
   * @param nowMillis   by a monotonic clock
   * @return how many
   */
  public Future<Integer> strikeOffVacant(String self, long sinceMillis, long nowMillis) {
    return shared.list().compose(all -> {
      List<CallEntry> there = all.stream().filter(entry -> entry.node().equals(self)
          && entry.createdMillis() >= sinceMillis
          && !own.containsKey(entry.id()) && !taking.contains(entry.id())).toList();
      vacant.keySet().retainAll(there);
      there.forEach(entry -> vacant.putIfAbsent(entry, nowMillis));
      List<Future<Boolean>> released = there.stream()
          .filter(entry -> nowMillis - vacant.getOrDefault(entry, nowMillis) >= VACANT_MILLIS)
          .map(shared::release).toList();
      return Future.join(released).map(released.size());
    });
  }

  /** Entries and states of this node's calls may be gone, though it lives. */
  private void keepAgain() {
    tenure.running().compose(running -> review(false))
        .onSuccess(done -> own.keySet().forEach(this::keepAgain));
  }

  private void keepAgain(String callId) {
    own.computeIfPresent(callId, (id, held) -> held.state == null
        ? held
        : held.keeping(held.keeping.transform(before -> shared.keep(held.entry, held.state)),
            held.state));
  }

  /** Also to an earlier owner, who has claimed the call again while it was nowhere: that one is heard. */
  private int leaveToOther(CallEntry entry, Optional<CallEntry> found) {
    return found.filter(there -> !sameOwner(there, entry))
        .map(there -> leave(entry, Math.max(there.epoch(), entry.epoch() + 1))).orElse(0);
  }

  private int leave(CallEntry entry, long epoch) {
    if (own.remove(entry.id()) == null) {
      return 0;
    }
    givingUp.giveUp(entry, epoch);
    shared.release(entry); // not its entry, but its states
    return 1;
  }

  private @Nullable Void own(CallEntry entry) {
    own.put(entry.id(), new Own(entry, Future.succeededFuture(), null));
    return null;
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
