package io.voxbus.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What {@code /metrics} tells beside what Vert.x and the JVM tell of themselves. */
public final class Meters {
  private static final Duration[] ROUND_TRIPS = IntStream
      .of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000).mapToObj(Duration::ofMillis)
      .toArray(Duration[]::new);

  private static final Duration[] GAPS = IntStream
      .of(100, 200, 500, 700, 1000, 1500, 2500, 5000, 10_000).mapToObj(Duration::ofMillis)
      .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<String, AtomicInteger> levels = new ConcurrentHashMap<>();
  /** There may be one a datagram. */
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  /** Of a SIP stack that may be replaced by another. */
  private final Map<String, Supplier<Number>> open = new ConcurrentHashMap<>();

  private final Map<String, Timer> roundTrips = new ConcurrentHashMap<>();

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Such that nobody reads. */
  public static Meters unread() {
    return new Meters(new SimpleMeterRegistry());
  }

  /** {@code voxbus_calls}: calls that this node hosts. */
  public void calls(Supplier<Number> count) {
    Gauge.builder("voxbus.calls", count).description("calls on this node").register(registry);
  }

  /** {@code voxbus_sockets}: WebSockets and event streams open on this node. */
  public void sockets(Supplier<Number> count) {
    Gauge.builder("voxbus.sockets", count).description("WebSockets and event streams")
        .register(registry);
  }

  /** {@code voxbus_webrtc_dropped_total{what}}: what came to the WebRTC port and belongs to no call. */
  public <T> void webRtcDropped(String what, T counts, ToDoubleFunction<T> count) {
    FunctionCounter.builder("voxbus.webrtc.dropped", counts, count).tag("what", what)
        .description("packets of strangers at the WebRTC port").register(registry);
  }

  /** {@code voxbus_tts_cache_total{result}}: phrases taken from memory, from disk, or made by a voice. */
  public <T> void phrases(String result, T cache, ToDoubleFunction<T> count) {
    FunctionCounter.builder("voxbus.tts.cache", cache, count).tag("result", result)
        .description("phrases found in the cache of voices, and missed").register(registry);
  }

  /** {@code voxbus_tts_cache_bytes{tier}}: audio that is kept. */
  public <T> void phraseBytes(String tier, T cache, ToDoubleFunction<T> bytes) {
    Gauge.builder("voxbus.tts.cache.bytes", cache, bytes).tag("tier", tier)
        .description("audio in the cache of voices").register(registry);
  }

  /** {@code voxbus_failures_total{sender}}: what calls survived, e.g. a full disk under recorder or dump; of {@code media} also what ended them. */
  public void failed(String sender) {
    Counter.builder("voxbus.failures").tag("sender", sender)
        .description("failures in calls").register(registry).increment();
  }

  /** {@code voxbus_registration_up{account}}: whether calls for an account at a carrier reach this node. */
  public void registered(String account, boolean is) {
    level("voxbus.registration.up", "account", account, "registered with the carrier by this node")
        .set(is ? 1 : 0);
  }

  /** {@code voxbus_trunk_up{trunk}}: whether any server of a carrier takes calls. */
  public void trunkUp(String trunk, boolean is) {
    level("voxbus.trunk.up", "trunk", trunk, "a server of the carrier takes calls")
        .set(is ? 1 : 0);
  }

  /** {@code voxbus_trunk_calls{trunk}}: calls of this node through a carrier. */
  public void trunkCalls(String trunk, int calls) {
    level("voxbus.trunk.calls", "trunk", trunk, "calls through the carrier").set(calls);
  }

  /** {@code voxbus_trunk_results_total{trunk, result}}: answered, or the class of the refusal, e.g. 5xx. */
  public void trunkResult(String trunk, String result) {
    Counter.builder("voxbus.trunk.results").tag("trunk", trunk).tag("result", result)
        .description("what became of calls given to the carrier").register(registry).increment();
  }

  private AtomicInteger level(String name, String tag, String value, String description) {
    return levels.computeIfAbsent(name + '\n' + value, key -> {
      AtomicInteger level = new AtomicInteger();
      Gauge.builder(name, level, AtomicInteger::get).tag(tag, value).description(description)
          .register(registry);
      return level;
    });
  }

  /** {@code voxbus_sip_total{event}}: what the SIP stack refused, dropped or lost, e.g. banned, malformed, overload. */
  public void sip(String event) {
    refusals.computeIfAbsent(event, name -> Counter.builder("voxbus.sip").tag("event", name)
        .description("SIP messages refused, dropped or lost").register(registry)).increment();
  }

  /** {@code voxbus_sip_open{what}}: transactions and connections that the SIP stack keeps. The last supplier counts. */
  public void sipOpen(String what, Supplier<Number> count) {
    if (open.put(what, count) == null) {
      Gauge.builder("voxbus.sip.open", () -> open.getOrDefault(what, () -> 0).get())
          .tag("what", what).description("what the SIP stack keeps").register(registry);
    }
  }

  /** The SIP stack has ended. */
  public void sipClosed() {
    open.clear();
  }

  /** {@code voxbus_redeploys_total{component,result}}: new versions of components, {@code done} or {@code refused}. */
  public void redeployed(String component, boolean done) {
    Counter.builder("voxbus.redeploys").tag("component", component)
        .tag("result", done ? "done" : "refused").description("new versions of components")
        .register(registry).increment();
  }

  /**
   * {@code voxbus_bus_round_trip_seconds_bucket{to}}, with {@code voxbus_bus_round_trip_seconds_sum},
   * {@code voxbus_bus_round_trip_seconds_count} and {@code voxbus_bus_round_trip_seconds_max}: from a question to another
   * node to its answer, what it did for it included.
   */
  public void roundTrip(String node, long nanos) {
    roundTrips.computeIfAbsent(node, to -> Timer.builder("voxbus.bus.round.trip").tag("to", to)
        .description("time in which another node answers")
        .serviceLevelObjectives(ROUND_TRIPS).register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** {@code voxbus_drains_total}: how often this node was asked to take no more calls and to leave. */
  public void drained() {
    Counter.builder("voxbus.drains").description("times this node was asked to leave")
        .register(registry).increment();
  }

  /** {@code voxbus_takeovers_total{result}}: calls of lost nodes that this one has {@code taken}, or found {@code lost}. */
  public void takenOver(String result) {
    Counter.builder("voxbus.takeovers").tag("result", result)
        .description("calls of lost nodes").register(registry).increment();
  }

  /**
   * {@code voxbus_gap_seconds_bucket}, with {@code voxbus_gap_seconds_sum}, {@code voxbus_gap_seconds_count} and
   * {@code voxbus_gap_seconds_max}: from when a call stopped at its former node until it went on here, as its clients are
   * told.
   */
  public void gap(long millis) {
    Timer.builder("voxbus.gap").description("time in which a call was on no node")
        .serviceLevelObjectives(GAPS).register(registry).record(millis, TimeUnit.MILLISECONDS);
  }

  /** {@code voxbus_migrations_total{to}}: calls given to another {@code node}, sessions of a component to its newer code. */
  public void migrated(String to, int sessions) {
    Counter.builder("voxbus.migrations").tag("to", to)
        .description("calls given to other nodes, sessions to newer code").register(registry)
        .increment(sessions);
  }

  /** {@code voxbus_lease_losses_total}: how often most other nodes did not answer, so that the calls of this one were silent. */
  public void leaseLost() {
    Counter.builder("voxbus.lease.losses").description("times this node was cut off from most")
        .register(registry).increment();
  }

  /** {@code voxbus_given_up_total}: calls of this node that another one had taken over. */
  public void givenUp(int calls) {
    Counter.builder("voxbus.given.up").description("calls given up to another node")
        .register(registry).increment(calls);
  }

  /** {@code voxbus_stands}: 1 while this node may act for its calls. */
  public void stands(BooleanSupplier stands) {
    Gauge.builder("voxbus.stands", stands, runs -> runs.getAsBoolean() ? 1 : 0)
        .description("whether this node may act for its calls").strongReference(true)
        .register(registry);
  }

  /** {@code voxbus_refused_total}: envelopes and entries that no node with the cluster key had made, or that can't be read. */
  public void refused(LongSupplier count) {
    FunctionCounter.builder("voxbus.refused", count, LongSupplier::getAsLong)
        .description("envelopes and entries not made with the cluster key, or that can't be read")
        .register(registry);
  }
}
