package io.voxbus.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What {@code /metrics} tells beside what Vert.x and the JVM tell of themselves. */
public final class Meters {
  private final MeterRegistry registry;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
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

  /** {@code voxbus_failures_total{sender}}: what calls survived, e.g. a full disk under recorder or dump. */
  public void failed(String sender) {
    Counter.builder("voxbus.failures").tag("sender", sender)
        .description("failures that calls survived").register(registry).increment();
  }

  /** {@code voxbus_sip_total{event}}: what the SIP stack refused, dropped or lost, e.g. banned, malformed, overload. */
  public void sip(String event) {
    Counter.builder("voxbus.sip").tag("event", event)
        .description("SIP messages refused, dropped or lost").register(registry).increment();
  }

  /** {@code voxbus_redeploys_total{component,result}}: new versions of components, {@code done} or {@code refused}. */
  public void redeployed(String component, boolean done) {
    Counter.builder("voxbus.redeploys").tag("component", component)
        .tag("result", done ? "done" : "refused").description("new versions of components")
        .register(registry).increment();
  }

  /** {@code voxbus_drains_total}: how often this node was asked to take no more calls and to leave. */
  public void drained() {
    Counter.builder("voxbus.drains").description("times this node was asked to leave")
        .register(registry).increment();
  }

  /** {@code voxbus_refused_total}: envelopes and entries that no node with the cluster key had made. */
  public void refused(LongSupplier count) {
    FunctionCounter.builder("voxbus.refused", count, LongSupplier::getAsLong)
        .description("envelopes and entries not made with the cluster key").register(registry);
  }
}
