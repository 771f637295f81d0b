package io.voxbus.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MetadataPolicy;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.voxbus.bus.Seal;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.Shared;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the cluster: Hazelcast first, then a Vert.x whose event bus spans the nodes. */
public final class ClusterStart {
  static final String CALLS = "voxbus.calls";
  static final String STATES = "voxbus.states";
  static final String REHEARSED_CALLS = "voxbus.rehearsed.calls";
  static final String REHEARSED_STATES = "voxbus.rehearsed.states";
  static final String BINDINGS = "voxbus.bindings";
  static final String IDENTITY = "voxbus.identity";
  static final String LEASES = "voxbus.leases";
  static final String NODE = "node";

  /** A node that dies leaves few to be copied, each with all of its little in one. The same in all nodes. */
  static final String PARTITIONS = "37";
  private static final Logger LOG = LoggerFactory.getLogger(ClusterStart.class);
  private static final long RETRY_SECONDS = 2;
  /** What was kept of calls that were taken over is tidied up when they go on. */
  private static final long TIDY_MILLIS = 2_000;

  /** A node that dies while it rehearses leaves nothing for longer. */
  private static final int REHEARSED_SECONDS = 60;

  private final ClusterConfig config;
  private final String nodeId;
  private final Seal seal;

  /** @throws IllegalArgumentException with what is wrong in the configuration */
  public ClusterStart(ClusterConfig config, String nodeId) {
    BindAddress.check(Objects.requireNonNull(config.host()), !config.keys().isEmpty());
    this.config = config;
    this.nodeId = nodeId;
    this.seal = ClusterKeys.of(config.keys());
  }

  /** What is done to messages between the nodes. */
  public Seal seal() {
    return seal;
  }

  /** How often something came that no node of this cluster had sealed, or that could not be read. */
  public long refused() {
    return SealedJson.unread() + (seal instanceof ClusterKeys keys ? keys.refused() : 0);
  }

  /**
   * A joined cluster: its event bus, and what is shared in it.
   *
   * @param stage of calls that are only rehearsed
   */
  public record Joined(Vertx vertx, Shared shared, CallDirectory stage) {}

  /** Goes on until it succeeds: what is in the way, a port in use or a network that is not up yet, may pass. */
  public Future<Joined> join(Supplier<VertxBuilder> builder, VertxOptions options) {
    return attempt(builder.get(), options).recover(failure -> {
      LOG.atWarn().addKeyValue("reason", reason(failure))
          .log("can't join the cluster, trying again in " + RETRY_SECONDS + " s");
      Promise<Joined> joined = Promise.promise();
      CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS)
          .execute(() -> join(builder, options).onComplete(joined));
      return joined.future();
    });
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure.getMessage() + (cause == null ? "" : ": " + reason(cause));
  }

  private Future<Joined> attempt(VertxBuilder builder, VertxOptions options) {
    HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast());
    options.getEventBusOptions().setHost(Objects.requireNonNull(config.host()))
        .setPort(config.busPort());
    secure(options.getEventBusOptions());
    return builder.with(options).withClusterManager(manager).buildClustered().compose(vertx -> {
      HazelcastInstance hazelcast = manager.getHazelcastInstance();
      tellIfAlone(hazelcast);
      RepairPause.shorten(hazelcast);
      SharedNodes nodes = new SharedNodes(hazelcast, nodeId, seal);
      SharedCalls calls = calls(vertx, hazelcast, CALLS, STATES);
      SharedCalls stage = calls(vertx, hazelcast, REHEARSED_CALLS, REHEARSED_STATES);
      hazelcast.getUserContext().put(EpochMerge.ENDED, calls.ended());
      hazelcast.getLifecycleService().addLifecycleListener(event -> {
        if (event.getState() == LifecycleState.MERGED) {
          calls.merged();
        }
      });
      return calls.listen().compose(heard -> stage.listen()).otherwise(ClusterStart::tellDeaf)
          .map(done -> new Joined(vertx, new Shared(calls,
              new SharedBindings(vertx, hazelcast.getMap(BINDINGS), seal),
              new SharedIdentity(vertx, hazelcast.getMap(IDENTITY), seal),
              new SharedLeases(vertx, hazelcast.getMap(LEASES), nodeId), nodes), stage));
    });
  }

  private SharedCalls calls(Vertx vertx, HazelcastInstance hazelcast, String calls,
      String states) {
    return new SharedCalls(vertx, hazelcast.getMap(calls), hazelcast.getMap(states), seal,
        TIDY_MILLIS);
  }

  private static Void tellDeaf(Throwable failure) {
    LOG.atWarn().addKeyValue("reason", reason(failure))
        .log("hears of no calls of other nodes: will take those of a lost node over seconds later");
    return null;
  }

  private void tellIfAlone(HazelcastInstance hazelcast) {
    boolean looksForOthers = config.dns() != null
        || Objects.requireNonNull(config.members()).size() > 1;
    if (looksForOthers && hazelcast.getCluster().getMembers().size() == 1) {
      LOG.atWarn().addKeyValue("members", config.dns() == null ? config.members() : config.dns())
          .log("no other node answers: this one is alone until one does");
    }
  }

  private void secure(EventBusOptions bus) {
    ClusterConfig.BusTls tls = config.tls();
    if (tls.certificate() != null && tls.key() != null && tls.trust() != null) {
      bus.setSsl(true).setClientAuth(ClientAuth.REQUIRED)
          .setKeyCertOptions(
              new PemKeyCertOptions().setCertPath(tls.certificate()).setKeyPath(tls.key()))
          .setTrustOptions(new PemTrustOptions().addCertPath(tls.trust()));
    }
  }

  Config hazelcast() {
    System.setProperty("hazelcast.logging.type", "slf4j"); // for what it says while it reads
    Config hazelcast = ConfigUtil.loadConfig();
    hazelcast.setClusterName(config.name());
    hazelcast.getMemberAttributeConfig().setAttribute(NODE, nodeId);
    network(hazelcast.getAdvancedNetworkConfig());
    hazelcast.getMetricsConfig().setEnabled(false); // nobody reads them, and they are gathered every few seconds
    long lost = Math.max(2, Objects.requireNonNull(config.lostAfter()).millis() / 1000);
    hazelcast.setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(lost))
        // what was asked by a connection that broke is not answered: it fails after this once to twice, not after 60 s
        .setProperty("hazelcast.operation.call.timeout.millis", lost + "000")
        // a copy that a dying node was to make is not heard of: a write then waited 5 s for it, and the call with it
        .setProperty("hazelcast.operation.backup.timeout.millis", "300")
        .setProperty("hazelcast.connection.monitor.interval", "20") // a third refusal is a death
        .setProperty("hazelcast.invocation.retry.pause.millis", "100")
        .setProperty("hazelcast.partition.count", PARTITIONS)
        .setProperty("hazelcast.partition.migration.fragments.enabled", "false")
        // who missed that the oldest struck a member off lets nobody else be the oldest, and hears of it by the next list only
        .setProperty("hazelcast.member.list.publish.interval.seconds", "5")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    hazelcast.setUserContext(new ConcurrentHashMap<>(Map.of(EpochMerge.SEAL, seal)));
    hazelcast.addMapConfig(callMap(CALLS, EpochMerge.class));
    hazelcast.addMapConfig(callMap(STATES, PutIfAbsentMergePolicy.class));
    hazelcast.addMapConfig(map(REHEARSED_CALLS).setTimeToLiveSeconds(REHEARSED_SECONDS));
    hazelcast.addMapConfig(map(REHEARSED_STATES).setTimeToLiveSeconds(REHEARSED_SECONDS));
    hazelcast.addMapConfig(map(BINDINGS).setBackupCount(1));
    hazelcast.addMapConfig(map(IDENTITY).setBackupCount(2));
    hazelcast.addMapConfig(map(LEASES).setBackupCount(1));
    return hazelcast;
  }

  /** Nobody asks for entries by what is in them, or how often they were read: so Hazelcast need not read them at each write. */
  private static MapConfig map(String name) {
    return new MapConfig(name).setMetadataPolicy(MetadataPolicy.OFF).setStatisticsEnabled(false);
  }

  private MapConfig callMap(String name, Class<?> merge) {
    return map(name).setBackupCount(Objects.requireNonNull(config.backups()))
        .setMergePolicyConfig(new MergePolicyConfig().setPolicy(merge.getName()));
  }

  /**
   * One port for members and nothing else. A port for members and clients alike finds out which of them has come; until the
   * other side has answered its thread goes round and round, and sends nothing to anybody: so a member that hung cut off
   * another one that lived, from the oldest (<a href="https://github.com/hazelcast/hazelcast/issues/26473">issue 26473</a>).
   */
  private void network(AdvancedNetworkConfig network) {
    ServerSocketEndpointConfig members = new ServerSocketEndpointConfig()
        .setPort(config.port()).setPortAutoIncrement(false);
    members.getInterfaces().setEnabled(true).addInterface(config.host());
    network.setEnabled(true).setMemberEndpointConfig(members);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (config.dns() != null) {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", config.dns())
          .setProperty("service-port", String.valueOf(config.port()));
      return;
    }
    join.getTcpIpConfig().setEnabled(true);
    Objects.requireNonNull(config.members()).forEach(join.getTcpIpConfig()::addMember);
    join.getTcpIpConfig().addMember(config.host() + ":" + config.port());
  }
}
