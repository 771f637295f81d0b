package io.voxbus.sip.carrier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.carrier.TrunkSearch.Attempt;
import io.voxbus.sip.line.CallLimit;
import io.voxbus.sip.route.TrunkConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TrunkSearchTest {
  private static final TrunkConfig.Host A1 = new TrunkConfig.Host("sip:a1", 1, 1);
  private static final TrunkConfig.Host A2 = new TrunkConfig.Host("sip:a2", 2, 1);
  private static final TrunkConfig.Host B1 = new TrunkConfig.Host("sip:b1", 1, 1);
  private static final Vertx VERTX = Vertx.vertx();
  private static final ClusterLimits ALONE = new ClusterLimits(
      new Bus(VERTX, "n1", Future::failedFuture, Duration.ofSeconds(1)), () -> List.of("n1"));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Meters meters = new Meters(registry);
  private final Trunk a = new Trunk(config("a", 1, A1, A2), meters, new CallLimit(1, 0),
      ALONE);
  private final Trunk b = new Trunk(config("b", 0, B1), meters, new CallLimit(0, 0), ALONE);

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private static TrunkConfig config(String name, int calls, TrunkConfig.Host... hosts) {
    return new TrunkConfig(name, List.of(hosts), null, null, null, null, false, null, null, null,
        calls, 0, null, 0, null);
  }

  private static Optional<Attempt> at(Trunk trunk, TrunkConfig.Host host) {
    return Optional.of(new Attempt(trunk.config(), host));
  }

  private int calls(String trunk) {
    return (int) registry.get("voxbus.trunk.calls").tag("trunk", trunk).gauge().value();
  }

  @Test
  void allServersOfATrunkComeBeforeTheNextTrunk() {
    TrunkSearch search = new TrunkSearch(List.of(a, b));
    assertEquals(at(a, A1), search.next(0).result());
    search.failed(503, "Full", 0);
    assertEquals(at(a, A2), search.next(0).result());
    assertEquals(List.of(1, 0), List.of(calls("a"), calls("b")));
    search.failed(408, "no answer", 0);
    assertEquals(at(b, B1), search.next(0).result());
    assertEquals(List.of(0, 1), List.of(calls("a"), calls("b")));
    search.failed(500, "Trouble", 0);
    assertEquals(Optional.empty(), search.next(0).result());
    assertEquals("no trunk left: a says 503 Full, a says 408 no answer, b says 500 Trouble",
        search.why());
    assertEquals(List.of(0, 0), List.of(calls("a"), calls("b")));
  }

  @Test
  void aServerThatFailedIsNotTheFirstOfTheNextCall() {
    TrunkSearch search = new TrunkSearch(List.of(a));
    search.next(0);
    search.failed(503, "Full", 0);
    search.end();
    assertEquals(at(a, A2), new TrunkSearch(List.of(a)).next(1_000).result());
  }

  @Test
  void aTrunkIsFullUntilItsCallEnds() {
    TrunkSearch first = new TrunkSearch(List.of(a));
    first.next(0);
    TrunkSearch second = new TrunkSearch(List.of(a));
    assertEquals(Optional.empty(), second.next(0).result());
    assertEquals("no trunk left: a is full", second.why());
    first.answered(200, 0);
    first.end();
    first.end();
    assertEquals(at(a, A1), new TrunkSearch(List.of(a)).next(0).result());
    assertEquals(1, calls("a"));
  }

  @Test
  void aTrunkOfWhichNoServerIsAliveIsDown() {
    for (int i = 0; i < 3; i++) {
      b.asked(B1, false, 0);
    }
    TrunkSearch search = new TrunkSearch(List.of(b));
    assertEquals(Optional.empty(), search.next(0).result());
    assertEquals("no trunk left: b is down", search.why());
    assertEquals(0, registry.get("voxbus.trunk.up").tag("trunk", "b").gauge().value());
    b.asked(B1, true, 0);
    assertEquals(at(b, B1), new TrunkSearch(List.of(b)).next(0).result());
  }

  @Test
  void withoutATrunkNothingIsLeft() {
    TrunkSearch search = new TrunkSearch(List.of());
    assertEquals(Optional.empty(), search.next(0).result());
    assertEquals("no trunk left", search.why());
  }
}
