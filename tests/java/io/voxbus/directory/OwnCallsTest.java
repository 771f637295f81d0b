package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.bus.Json;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.NodeReply.Remembered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OwnCallsTest {
  private static final long LAPSED_MILLIS = 8_000;
  private final AtomicLong clock = new AtomicLong();
  private final Tenure tenure = Tenure.none(clock::get);
  private final Map<String, CallEntry> entries = new HashMap<>();
  private final Map<String, String> states = new HashMap<>();
  private final List<String> givenUp = new ArrayList<>();
  private final List<String> writes = new ArrayList<>();
  private Promise<Void> keeping = Promise.promise();
  /** So many answers to come are lost. */
  private final AtomicInteger unanswered = new AtomicInteger();
  private final OwnCalls own = new OwnCalls(new Fake(), tenure, Duration.ofMillis(20));

  private Remembered others = Remembered.NOTHING;
  private Runnable whenAsked = () -> {};

  OwnCallsTest() {
    own.ask(callIds -> {
      whenAsked.run();
      return Future.succeededFuture(others);
    });
    own.onGivingUp((entry, epoch) -> givenUp.add(entry.id() + " " + epoch));
    tenure.until(100);
    keeping.complete();
  }

  private final class Fake implements CallDirectory {
    @Override
    public Future<Void> claim(CallEntry entry) {
      return entries.putIfAbsent(entry.id(), entry) == null
          ? Future.succeededFuture()
          : Future.failedFuture(Fault.conflict(entry.id()));
    }

    @Override
    public Future<Void> update(CallEntry entry) {
      entries.put(entry.id(), entry);
      return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> release(CallEntry entry) {
      CallEntry held = entries.get(entry.id());
      states.remove(entry.id() + "/" + entry.epoch());
      return Future.succeededFuture(held != null && held.epoch() == entry.epoch()
          && entries.remove(entry.id(), held));
    }

    @Override
    public Future<Void> keep(CallEntry entry, String state) {
      writes.add(state);
      return keeping.future().onSuccess(now -> states.put(entry.id() + "/" + entry.epoch(), state));
    }

    @Override
    public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
      CallEntry taken = entry(lost.callId(), lost.lostNode(), lost.lostEpoch()).takenOver(node);
      entries.put(taken.id(), taken);
      return Future.succeededFuture(Optional.of(new Taken(taken, "{}")));
    }

    @Override
    public Future<Optional<CallEntry>> find(String callId) {
      if (unanswered.getAndDecrement() > 0) {
        return Promise.<Optional<CallEntry>>promise().future();
      }
      return Future.succeededFuture(Optional.ofNullable(entries.get(callId)));
    }

    @Override
    public Future<List<CallEntry>> list() {
      return Future.succeededFuture(List.copyOf(entries.values()));
    }
  }

  private void lapse() {
    clock.set(100 + LAPSED_MILLIS * 1_000_000);
  }

  private static CallEntry entry(String id, String node, long epoch) {
    return new CallEntry(id, CallType.SIP, node, epoch, "talking", 1, null, null, null, null,
        Json.mapper().createObjectNode());
  }

  private CallEntry claimed(String id) {
    CallEntry entry = entry(id, "n1", 1);
    assertTrue(own.claim(entry).succeeded());
    return entry;
  }

  @Test
  void whileTheLeaseDoesNotRunNothingIsClaimedKeptOrTaken() {
    CallEntry entry = claimed("a");
    own.mayTake(node -> true);
    clock.set(100);
    assertEquals(List.of(503, 503, 503),
        List.of(code(own.claim(entry("b", "n1", 1))), code(own.keep(entry, "{}")),
            code(own.takeOver(new CallRequest.TakeOver("c", "n2", 1), "n1"))));
    assertEquals(Map.of("a", entry), entries);
  }

  private static int code(Future<?> failed) {
    return Fault.of(failed.cause()).code();
  }

  @Test
  void aCallEndsWhenTheLeaseRunsAgain() {
    CallEntry entry = claimed("a");
    clock.set(100);
    Future<Boolean> ended = own.release(entry);
    assertFalse(ended.isComplete());
    tenure.until(200);
    assertEquals(true, ended.result());
    assertEquals(List.of(), givenUp);
  }

  @Test
  void aCallThatAnotherOwnsIsNotEndedButGivenUp() {
    CallEntry entry = claimed("a");
    entries.put("a", entry("a", "n2", 2));
    assertEquals(false, own.release(entry).result());
    assertEquals(List.of("a 2"), givenUp);
    assertEquals(0, own.review(true).result(), "once");
  }

  /** Hazelcast removes an entry twice if the node leaves that did so first, and tells of the second time. */
  @Test
  void aCallWhoseEntryIsGoneIsThisNodesToEnd() {
    CallEntry entry = claimed("a");
    entries.clear();
    assertEquals(true, own.release(entry).result());
    assertEquals(List.of(), givenUp);
    assertEquals(false, own.release(entry).result(), "once");
  }

  @Test
  void afterALapseCallsThatOthersHaveOrHadAreGivenUpWithTheirStates() {
    own.keep(claimed("taken"), "{}");
    claimed("ended");
    claimed("kept");
    entries.put("taken", entry("taken", "n2", 3));
    entries.remove("ended");
    others = new Remembered(LAPSED_MILLIS, Map.of("ended", 4L));
    lapse();
    assertEquals(2, own.review(true).result());
    assertEquals(List.of("ended 4", "taken 3"), givenUp.stream().sorted().toList());
    assertEquals(Map.of(), states);
    assertEquals(List.of("kept", "taken"), entries.keySet().stream().sorted().toList());
  }

  /** Nobody had a majority, so nobody took it over; it got lost where clusters became one. */
  @Test
  void afterALapseACallThatNoOtherHadIsClaimedAgainWithItsState() {
    CallEntry entry = claimed("a");
    own.keep(entry, "{}");
    entries.clear();
    states.clear();
    others = new Remembered(LAPSED_MILLIS, Map.of());
    lapse();
    assertEquals(0, own.review(true).result());
    assertEquals(Map.of("a", entry), entries);
    assertEquals(Map.of("a/1", "{}"), states);
    assertEquals(List.of(), givenUp);
  }

  @Test
  void afterALapseThatNobodyRemembersWhatIsGoneIsGivenUp() {
    claimed("a");
    entries.clear();
    others = new Remembered(LAPSED_MILLIS - 1, Map.of());
    lapse();
    assertEquals(1, own.review(true).result());
    assertEquals(List.of("a 2"), givenUp);
    assertEquals(Map.of(), entries);
  }

  @Test
  void aCallThatItsFormerOwnerHasClaimedAgainIsGivenUp() {
    own.mayTake("n2"::equals);
    own.takeOver(new CallRequest.TakeOver("a", "n2", 1), "n1");
    entries.put("a", entry("a", "n2", 1));
    assertEquals(1, own.review(false).result());
    assertEquals(List.of("a 3"), givenUp, "no session gives its call up to an older epoch");
  }

  @Test
  void aCallThatIsTakenWhileItIsClaimedAgainIsGivenUp() {
    claimed("a");
    entries.clear();
    others = new Remembered(LAPSED_MILLIS, Map.of());
    whenAsked = () -> entries.put("a", entry("a", "n2", 2));
    lapse();
    assertEquals(1, own.review(true).result());
    assertEquals(List.of("a 2"), givenUp);
  }

  /** It was let in again, then lost the others before it had looked. */
  @Test
  void onAnIslandNothingIsGivenUpNorEndedBecauseItIsGone() {
    CallEntry entry = claimed("gone");
    claimed("taken");
    entries.put("taken", entry("taken", "n2", 3));
    entries.remove("gone");
    tenure.seesMost(false);
    assertEquals(503, code(own.review(true)));
    assertEquals(List.of("taken 3"), givenUp);
    assertEquals(false, own.release(entry).result());
    assertEquals(List.of("taken 3", "gone 2"), givenUp, "it is the others' to end");
  }

  @Test
  void whatGotLostWhereTwoClustersBecameOneIsClaimedAgain() {
    CallEntry entry = claimed("a");
    entries.clear();
    assertEquals(0, own.review(false).result());
    assertEquals(Map.of("a", entry), entries);
    assertEquals(List.of(), givenUp);
  }

  /** It ended here while the others, from whom this node was cut off, still had it. */
  @Test
  void anEntryThatNamesThisNodeForNoCallIsStruckOffAfterAWhile() {
    CallEntry mine = claimed("mine");
    CallEntry other = entry("other", "n2", 1);
    entries.putAll(Map.of("ended", entry("ended", "n1", 1), "other", other));
    assertEquals(0, own.strikeOffVacant("n1", 1, 1_000).result());
    CallEntry young = entry("young", "n1", 1);
    entries.put("young", young);
    assertEquals(0, own.strikeOffVacant("n1", 1, 5_999).result());
    assertEquals(1, own.strikeOffVacant("n1", 1, 6_000).result());
    assertEquals(Map.of("mine", mine, "other", other, "young", young), entries);
  }

  @Test
  void whatAFormerStartOfThisNodeLeftIsForOthersToTake() {
    CallEntry former = entry("former", "n1", 1);
    entries.put("former", former);
    own.strikeOffVacant("n1", former.createdMillis() + 1, 0);
    assertEquals(0, own.strikeOffVacant("n1", former.createdMillis() + 1, 60_000).result());
    assertEquals(Map.of("former", former), entries);
  }

  @Test
  void aCallIsTakenOnlyWhileItsNodeIsLost() {
    CallRequest.TakeOver lost = new CallRequest.TakeOver("a", "n2", 1);
    entries.put("a", entry("a", "n2", 1));
    assertEquals(Optional.empty(), own.takeOver(lost, "n1").result());
    own.mayTake("n2"::equals);
    assertEquals(2, own.takeOver(lost, "n1").result().orElseThrow().entry().epoch());
    assertEquals(Optional.empty(), own.takeOver(lost, "n1").result(), "it has it");
    entries.put("a", entry("a", "n3", 3));
    assertEquals(1, own.review(true).result(), "it was this node's");
  }

  @Test
  void aStateThatIsBeingKeptGoesWithItsCall() {
    CallEntry entry = claimed("a");
    keeping = Promise.promise();
    Future<Void> kept = own.keep(entry, "{}");
    Future<Boolean> ended = own.release(entry);
    assertFalse(ended.isComplete());
    keeping.complete();
    assertTrue(kept.succeeded());
    assertEquals(true, ended.result());
    assertEquals(Map.of(), states);
    assertEquals(409, code(own.keep(entry, "{}")), "it is not this node's any more");
  }

  @Test
  void aStateIsNotWrittenBeforeTheOneBeforeItIsKeptOrHasFailed() {
    CallEntry entry = claimed("a");
    keeping = Promise.promise();
    own.keep(entry, "older");
    Future<Void> kept = own.keep(entry, "newer");
    assertEquals(List.of("older"), writes);
    Promise<Void> first = keeping;
    keeping = Promise.promise();
    keeping.complete();
    first.fail("its answer was lost");
    assertEquals(List.of("older", "newer"), writes);
    assertTrue(kept.succeeded());
    assertEquals(Map.of("a/1", "newer"), states);
  }

  @Test
  void anAnswerThatWasLostWithItsConnectionIsAskedForAgain() throws Exception {
    own.claim(entry("a", "n1", 1));
    own.claim(entry("b", "n1", 1));
    entries.put("b", entry("b", "n2", 2));
    unanswered.set(3);

    assertEquals(1, own.review(true).await(10, TimeUnit.SECONDS).intValue());
    assertEquals(List.of("b 2"), givenUp);
  }

  @Test
  void aDirectoryThatNeverAnswersIsNoReview() {
    own.claim(entry("a", "n1", 1));
    unanswered.set(1_000);

    assertThrows(TimeoutException.class, () -> own.review(true).await(10, TimeUnit.SECONDS));
    assertEquals(List.of(), givenUp);
  }
}
