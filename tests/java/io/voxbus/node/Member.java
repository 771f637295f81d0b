package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.cluster.ClusterConfig;
import io.voxbus.cluster.ClusterStart;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.OwnCalls;
import io.voxbus.directory.Shared;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.testing.FreePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A node without its components. */
final class Member {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String STATES = "voxbus.states";
  final String id;
  final Vertx vertx;
  final Bus bus;
  final Tenure tenure = Tenure.none(System::nanoTime);
  final OwnCalls own;
  final Shared shared;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Map<String, String> restored = new ConcurrentSkipListMap<>();
  final ConcurrentLinkedQueue<CallRequest.TakeOver> asked = new ConcurrentLinkedQueue<>();
  final Handler<DeliveryContext<Object>> cut = message -> {
    if (!message.message().address().startsWith("gate.")) {
      message.next();
    }
  };

  /**
   * The node of that number of a cluster, from 1.
   *
   * @param first port of the first one, by which the others find it
   */
  static Member of(int number, String cluster, int first) {
    return new Member("node-" + number, new ClusterConfig(true, cluster, null,
        number == 1 ? first : FreePorts.next(), 0, List.of("127.0.0.1:" + first), null, null, null,
        null, null, 0, List.of(), null));
  }

  Member(String id, ClusterConfig config) {
    this.id = id;
    ClusterStart.Joined joined = await(
        new ClusterStart(config, id).join(Vertx::builder, new VertxOptions()));
    vertx = joined.vertx();
    shared = joined.shared();
    own = new OwnCalls(shared.calls(), tenure);
    bus = new Bus(vertx, id, call -> own.find(call).map(found -> found.orElseThrow().node()),
        Duration.ofSeconds(4));
    own.onGivingUp((entry, epoch) -> bus.send(Addresses.call(entry.id(), id),
        new CallRequest.GiveUp(epoch)));
    await(bus.openGate());
    bus.serve(Addresses.calls(id), this::host);
    shared.nodes().report(new NodeEntry(id, 0, 100, false));
    Meters meters = new Meters(registry);
    await(vertx.deployVerticle(new Heartbeat(bus, shared.nodes(), own,
        new Takeovers(bus, own, shared.nodes(), tenure, meters), meters, Duration.ofSeconds(2))));
  }

  private Future<?> host(CallRequest request) {
    if (!(request instanceof CallRequest.TakeOver take)) {
      return Future.failedFuture(Fault.badRequest("it only takes over"));
    }
    asked.add(take);
    if (take.callId().startsWith("bad")) {
      return Future.failedFuture(new Fault(500, "can't be restored"));
    }
    return own.takeOver(take, id).compose(taken -> {
      String state = taken.map(CallDirectory.Taken::state).orElse(null);
      if (state == null) {
        return (taken.isPresent()
            ? own.release(taken.get().entry())
            : Future.succeededFuture())
            .compose(gone -> Future.failedFuture(new Fault(410, "nothing was kept")));
      }
      restored.put(take.callId(), state);
      return Future.succeededFuture(new CallReply.Hosted(id));
    });
  }

  void claim(String call) {
    CallEntry entry = entry(call, id, 1);
    await(own.claim(entry));
    await(own.keep(entry, "\"" + call + "\""));
  }

  double count(String meter) {
    return registry.find(meter).counters().stream().mapToDouble(counter -> counter.count())
        .sum();
  }

  /** As a process that dies: its connections end, and nobody listens any more. */
  void kill() {
    hazelcast().getLifecycleService().terminate();
  }

  /** Whether there are as many copies of everything as there shall be. */
  boolean hasCopies() {
    return hazelcast().getPartitionService().isClusterSafe();
  }

  /** Whether what is kept of that call, of its first owner, is kept here; its copy is elsewhere. */
  boolean holdsState(String call) {
    return hazelcast().getPartitionService().getPartition(call + "/1").getOwner().localMember();
  }

  /** Begins to change what is kept of that call. */
  void change(String call, EntryProcessor<String, Object, Object> change) {
    hazelcast().<String, Object>getMap(STATES).submitToKey(call + "/1", change);
  }

  /** Of how many calls whose names begin so a state is kept. */
  long kept(String prefix) {
    return hazelcast().<String, Object>getMap(STATES).keySet().stream()
        .filter(key -> key.startsWith(prefix)).count();
  }

  private HazelcastInstance hazelcast() {
    return ((HazelcastClusterManager) ((VertxInternal) vertx).clusterManager())
        .getHazelcastInstance();
  }

  static CallEntry entry(String call, String node, long epoch) {
    return new CallEntry(call, CallType.WEB_SOCKET, node, epoch, "talking", 1, null, null, null,
        null, Json.mapper().createObjectNode());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static void waitFor(BooleanSupplier what) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!what.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "in time");
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
