package io.voxbus.node;

import static io.voxbus.node.Member.await;
import static io.voxbus.node.Member.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.voxbus.bus.Bus;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.OwnCalls;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.Pulse;
import io.voxbus.testing.SharedDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Node {@code a}, which has begun its cluster, beside {@code b} and {@code c}, which say what a test wants. */
@ExtendWith(VertxExtension.class)
class HeartbeatTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final Tenure tenure = Tenure.none(System::nanoTime);
  private final Calls calls = new Calls();
  private final OwnCalls own = new OwnCalls(calls, tenure);
  private final Members members = new Members();
  private Bus bus;

  @BeforeEach
  void start(Vertx vertx) {
    bus = new Bus(vertx, "a", call -> Future.failedFuture("none"), Duration.ofSeconds(5));
    Meters meters = new Meters(new SimpleMeterRegistry());
    await(vertx.deployVerticle(new Heartbeat(bus, members, own,
        new Takeovers(bus, own, members, tenure, meters), meters, LEASE)));
    await(tenure.running());
  }

  @Test
  void whoHasFallenSilentStandsAgainOnlyWhenMostOthersAreMembersForIt() {
    long now = System.nanoTime();
    answer("b", now - LEASE.toNanos());
    answer("c", now - LEASE.toNanos());
    waitFor(() -> !tenure.runs());

    members.ids = List.of("a");
    answer("b", now);
    awaitHeard(7);
    assertFalse(tenure.runs(), "its directory is an island");

    members.ids = List.of("a", "b");
    answer("b", now);
    await(tenure.running());
  }

  @Test
  void whoLosesTheOthersWhileItLooksItsCallsUpDoesNotStand() {
    CallEntry call = Member.entry("call", "a", 1);
    await(own.claim(call));
    long now = System.nanoTime();
    answer("b", now - LEASE.toNanos());
    answer("c", now - LEASE.toNanos());
    waitFor(() -> !tenure.runs());

    Promise<Optional<CallEntry>> looked = Promise.promise();
    calls.looked = looked;
    answer("b", now);
    waitFor(() -> calls.looks);
    members.ids = List.of("a");
    awaitHeard(7);
    calls.looked = null;
    looked.complete(Optional.of(call));
    awaitHeard(8);
    assertFalse(tenure.runs(), "an island has told it");

    members.ids = List.of("a", "b");
    answer("b", now);
    await(tenure.running());
  }

  @Test
  void whatIsGoneAfterALapseIsGivenUpWhenNobodyAnswersWhatHasBecomeOfIt() {
    Promise<Long> givenUp = Promise.promise();
    own.onGivingUp((entry, epoch) -> givenUp.complete(epoch));
    await(own.claim(Member.entry("call", "a", 1)));
    calls.entries.clear();
    long now = System.nanoTime();
    answer("b", now - LEASE.toNanos());
    answer("c", now - LEASE.toNanos());
    waitFor(() -> !tenure.runs());

    answer("b", now);
    assertEquals(2, await(givenUp.future()));
    await(tenure.running());
  }

  /** @param asked when the node asked what is answered */
  private void answer(String node, long asked) {
    bus.send(Addresses.pulse("a"), new Pulse.Ack(node + "/1", asked, Set.of(), Map.of()));
  }

  /** Comes when what was said before is heard as well. */
  private void awaitHeard(long wallMillis) {
    bus.send(Addresses.pulse("a"), new Pulse.Beat("c/1", 0, Set.of(), wallMillis, false));
    waitFor(() -> own.beats().after("c", 1) == wallMillis);
  }

  private static final class Calls extends SharedDirectory {
    /** What who looks a call up waits for; null: nothing. */
    private volatile @Nullable Promise<Optional<CallEntry>> looked;
    private volatile boolean looks;

    @Override
    public Future<Optional<CallEntry>> find(String callId) {
      Promise<Optional<CallEntry>> late = looked;
      looks = late != null;
      return late == null ? super.find(callId) : late.future();
    }
  }

  private static final class Members implements NodeDirectory {
    private volatile List<String> ids = List.of("a", "b", "c");

    @Override
    public void report(NodeEntry self) {}

    @Override
    public List<NodeEntry> nodes() {
      return ids.stream().map(id -> new NodeEntry(id, 0, 100, false)).toList();
    }

    @Override
    public String oldest() {
      return "a";
    }

    @Override
    public void onLost(Consumer<String> lost) {}
  }
}
