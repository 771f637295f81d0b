package io.voxbus.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Objects;

/** Joins the cluster: Hazelcast first, then a Vert.x whose event bus spans the nodes. */
public final class ClusterStart {
  static final String CALLS = "voxbus.calls";
  static final String BINDINGS = "voxbus.bindings";
  static final String LEASES = "voxbus.leases";
  static final String NODE = "node";

  private final ClusterConfig config;
  private final String nodeId;

  public ClusterStart(ClusterConfig config, String nodeId) {
    this.config = config;
    this.nodeId = nodeId;
  }

  /** A joined cluster: its event bus, and what is shared in it. */
  public record Joined(Vertx vertx, SharedCalls calls, SharedBindings bindings,
      SharedLeases leases, SharedNodes nodes) {}

  public Future<Joined> join(VertxBuilder builder, VertxOptions options) {
    HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast());
    options.getEventBusOptions().setHost(Objects.requireNonNull(config.host()))
        .setPort(config.busPort());
    return builder.with(options).withClusterManager(manager).buildClustered().map(vertx -> {
      HazelcastInstance hazelcast = manager.getHazelcastInstance();
      return new Joined(vertx, new SharedCalls(vertx, hazelcast.getMap(CALLS)),
          new SharedBindings(vertx, hazelcast.getMap(BINDINGS)),
          new SharedLeases(vertx, hazelcast.getMap(LEASES), nodeId),
          new SharedNodes(hazelcast, nodeId));
    });
  }

  private Config hazelcast() {
    System.setProperty("hazelcast.logging.type", "slf4j"); // for what it says while it reads
    Config hazelcast = ConfigUtil.loadConfig();
    hazelcast.setClusterName(config.name());
    hazelcast.getMemberAttributeConfig().setAttribute(NODE, nodeId);
    network(hazelcast.getNetworkConfig());
    long lost = Math.max(2, Objects.requireNonNull(config.lostAfter()).millis() / 1000);
    hazelcast.setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(lost))
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    hazelcast.addMapConfig(new MapConfig(CALLS).setBackupCount(1));
    hazelcast.addMapConfig(new MapConfig(BINDINGS).setBackupCount(1));
    hazelcast.addMapConfig(new MapConfig(LEASES).setBackupCount(1));
    return hazelcast;
  }

  private void network(NetworkConfig network) {
    network.setPort(config.port()).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(config.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    Objects.requireNonNull(config.members()).forEach(join.getTcpIpConfig()::addMember);
    join.getTcpIpConfig().addMember(config.host() + ":" + config.port());
  }
}
