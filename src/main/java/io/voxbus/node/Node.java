package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Seal;
import io.voxbus.cluster.ClusterStart;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.OwnCalls;
import io.voxbus.directory.Placement;
import io.voxbus.directory.RehearsedCalls;
import io.voxbus.directory.Shared;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.CallRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A running node: starts its parts in order, stops them in the other. */
public final class Node {
  /** A busy node is not a dead one: those are known by their absence from the cluster. */
  private static final Duration ANSWER = Duration.ofSeconds(4);

  private final Vertx vertx;
  private final Components components;
  private final @Nullable Heartbeat heartbeat;
  private final Drain drain;
  private final long drainMillis;
  private final AtomicReference<CompletableFuture<Void>> stopping = new AtomicReference<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private final CompletableFuture<Integer> rehearsed = new CompletableFuture<>();
  private final AtomicBoolean leaving = new AtomicBoolean();

  private Node(NodeConfig config, Ground ground, Bus bus, Components components,
      @Nullable Heartbeat heartbeat) {
    this.vertx = ground.vertx();
    this.components = components;
    this.heartbeat = heartbeat;
    this.drainMillis = Objects.requireNonNull(config.deploy().drain()).millis();
    this.drain = new Drain(vertx, components.load(), ground.shared().calls(),
        ground.shared().nodes(),
        new Moves(bus, new Placement(bus.nodeId(), ground.shared().nodes()),
            components.meters())::move);
  }

  /** Where and with whom the parts run. */
  record Ground(Vertx vertx, Shared shared, String registry, Seal seal,
      LongSupplier refused, OwnCalls own, @Nullable RehearsedCalls rehearsed) {
    Tenure tenure() {
      return own.tenure();
    }
  }

  /** Starts a node; fails with the reason when a part can't start. */
  public static CompletionStage<Node> start(NodeConfig config) {
    return start(config, UnaryOperator.identity());
  }

  /** @param options a last word on the Vert.x options, for tests */
  public static CompletionStage<Node> start(NodeConfig config,
      UnaryOperator<VertxOptions> options) {
    return ground(config, options.apply(options())).compose(ground -> {
      Bus bus = new Bus(ground.vertx(), Objects.requireNonNull(config.node()),
          callId -> owner(ground.shared().calls(), callId), patience(config), ground.seal());
      Components components = new Components(config, bus, ground);
      Heartbeat heartbeat = heartbeat(config, bus, ground, components.meters());
      Node node = new Node(config, ground, bus, components, heartbeat);
      new LostNodes(bus, ground.shared().nodes()).watch();
      return bus.openGate().compose(open -> components.deploy())
          .compose(deployed -> ground.vertx().deployVerticle(new NodeHost(bus,
              ground.shared(), components, node::leave, config.http().demo())))
          .compose(hosted -> heartbeat == null
              ? Future.succeededFuture()
              : ground.vertx().deployVerticle(heartbeat))
          .map(node).onSuccess(started -> {
            watch(config, ground, components);
            node.rehearse(config, bus, ground.rehearsed());
          })
          .onFailure(failure -> node.stop());
    }).toCompletionStage();
  }

  private static Bus.Patience patience(NodeConfig config) {
    Seconds takeOver = Objects.requireNonNull(config.cluster().takeOverWait());
    return new Bus.Patience(ANSWER, Duration.ofMillis(takeOver.millis()));
  }

  /** Comes when the node has done what would make its first calls slow, a second or so after its start. */
  public CompletionStage<Void> ready() {
    return components.ready().toCompletionStage();
  }

  /** Comes with how many take-overs this node has rehearsed, some seconds after its start; nothing depends on it. */
  public CompletionStage<Integer> rehearsed() {
    return rehearsed.minimalCompletionStage();
  }

  public int port() {
    return components.port();
  }

  /** Transport to the port on which telephones reach this node. */
  public Map<String, Integer> sipPorts() {
    return components.sipPorts();
  }

  public int managementPort() {
    return components.managementPort();
  }

  /** Of AudioSocket; 0 where that is not listened for. */
  public int audioSocketPort() {
    return components.audioSocketPort();
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Comes when the node has left because it was asked to, by {@link #leave}. */
  public CompletionStage<Void> left() {
    return left;
  }

  /** Takes no more calls, gives those it has the time to move or to end, then stops. */
  public void leave() {
    if (!leaving.getAndSet(true)) {
      components.meters().drained();
      drain.run(drainMillis).toCompletionStage().thenComposeAsync(drained -> stop(),
          Thread::startVirtualThread).whenComplete((stopped, failure) -> left.complete(null));
    }
  }

  /** As the system asks for it: leaves the calls to the other nodes; without others they end now. */
  public CompletionStage<Void> shutDown() {
    if (leaving.get() || !drain.othersTakeCalls()) {
      return stop();
    }
    leave();
    return left;
  }

  /** Ends the node's calls, then the node. The answer does not come on one of its own event loops, they have ended. */
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    if (!stopping.compareAndSet(null, stopped)) {
      return Objects.requireNonNull(stopping.get());
    }
    components.close().transform(closed -> heartbeat == null
        ? Future.succeededFuture()
        : heartbeat.leave()).toCompletionStage().handleAsync((closed, failure) -> vertx.close(),
            Thread::startVirtualThread)
        .thenCompose(Future::toCompletionStage)
        .whenComplete((closed, failure) -> stopped.complete(null));
    return stopped;
  }

  /** Null: the node is alone. */
  private static @Nullable Heartbeat heartbeat(NodeConfig config, Bus bus, Ground ground,
      Meters meters) {
    if (!config.cluster().enabled()) {
      return null;
    }
    OwnCalls own = ground.own();
    own.onGivingUp((entry, epoch) -> bus.send(Addresses.call(entry.id(), bus.nodeId()),
        new CallRequest.GiveUp(epoch)));
    Takeovers takeovers = new Takeovers(bus, own, ground.shared().nodes(), ground.tenure(),
        meters);
    return new Heartbeat(bus, ground.shared().nodes(), own, takeovers, meters,
        Duration.ofMillis(Objects.requireNonNull(config.cluster().lease()).millis()));
  }

  /** When it is ready, which it is to be soon. */
  private void rehearse(NodeConfig config, Bus bus, @Nullable RehearsedCalls calls) {
    int count = Objects.requireNonNull(config.cluster().rehearsed());
    if (calls == null || count <= 0) {
      rehearsed.complete(0);
    } else {
      components.ready().compose(ready -> new Rehearsal(bus, calls, count).run())
          .onSuccess(rehearsed::complete).onFailure(rehearsed::completeExceptionally);
    }
  }

  private static void watch(NodeConfig config, Ground ground, Components components) {
    if (config.deploy().watch()) {
      new CodeWatch(ground.vertx(), components.versions(),
          Path.of(Objects.requireNonNull(config.deploy().classes())),
          Path.of(Objects.requireNonNull(config.ai().plugins()))).start();
    }
  }

  private static Future<Ground> ground(NodeConfig config, VertxOptions options) {
    String registry = "voxbus-" + UUID.randomUUID();
    options.setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)
        .setRegistryName(registry).setJvmMetricsEnabled(true)
        .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true)));
    Supplier<VertxBuilder> builder = () -> Vertx.builder().with(options)
        .withMetrics(new MicrometerMetricsFactory());
    if (!config.cluster().enabled()) {
      Shared local = Shared.local();
      OwnCalls own = new OwnCalls(local.calls(), Tenure.forever());
      return Future.succeededFuture(new Ground(builder.get().build(), local.with(own),
          registry, Seal.NONE, () -> 0, own, null));
    }
    ClusterStart start = new ClusterStart(config.cluster(), Objects.requireNonNull(config.node()));
    return start.join(builder, options).map(joined -> {
      OwnCalls own = new OwnCalls(joined.shared().calls(), Tenure.none(System::nanoTime));
      RehearsedCalls calls = new RehearsedCalls(own, Rehearsal.stage(joined.stage()));
      return new Ground(joined.vertx(), joined.shared().with(calls), registry,
          start.seal(), start::refused, own, calls);
    });
  }

  /** An event loop a core: with more of them they mostly wake each other. */
  private static VertxOptions options() {
    return new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
        .setFileSystemOptions(
            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(true))
        .setPreferNativeTransport(false);
  }

  private static Future<String> owner(CallDirectory calls, String callId) {
    return calls.find(callId).compose(entry -> entry.isPresent()
        ? Future.succeededFuture(entry.get().node())
        : Future.failedFuture(Fault.notFound("call " + callId)));
  }
}
