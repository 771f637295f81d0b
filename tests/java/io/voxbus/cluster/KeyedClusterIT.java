package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.WsClient;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a key: they work as without one, and a stranger among them reads and writes nothing. */
class KeyedClusterIT {
  private static final String KEY = "k1:" + "A".repeat(43) + "=";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  @TempDir
  static Path data;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(data, 2, "", "", ", keys: [\"" + KEY + "\"]");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void callsAreFoundAndCommandedAcrossNodes() {
    try (WsClient client = placed("mine")) {
      assertEquals(200, cluster.node(2)
          .post("/command/mine", "{\"command\":\"history\",\"speaker\":\"a\",\"text\":\"b\"}")
          .status());
      assertEquals("b", client.await("addHistory").path("text").asText());
    }
  }

  @Test
  void aStrangerReadsNothingAndWhatItWritesIsRefusedAndCounted() {
    HazelcastInstance stranger = stranger();
    try (WsClient client = placed("hidden")) {
      IMap<String, HazelcastJsonValue> calls = stranger.getMap(ClusterStart.CALLS);
      String held = calls.get("hidden").getValue();
      assertFalse(held.contains("node-1") || held.contains("alice"), held);
      calls.put("forged", new HazelcastJsonValue("{\"id\":\"forged\",\"node\":\"node-1\"}"));
      calls.put("moved", calls.get("hidden"));
      JsonNode list = cluster.node(2).get("/call/lists").json();
      assertTrue(list.path("calls").findValuesAsText("id").contains("hidden"), list.toString());
      assertFalse(list.toString().contains("forged") || list.toString().contains("moved"),
          list.toString());
      assertTrue(refused() >= 2, "counted: " + refused());
      client.send("{\"command\":\"hangup\"}").await("hangup");
    } finally {
      stranger.shutdown();
    }
  }

  @Test
  void aNodeThatCanNotJoinYetGoesOnTrying() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var joining = new ClusterStart(new ClusterConfig(true, "alone", null, taken.getLocalPort(), 0,
          null, null, null, null, null, null, null, null, null), "late")
          .join(io.vertx.core.Vertx::builder,
              new io.vertx.core.VertxOptions());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
      while (System.nanoTime() < end && !joining.isComplete()) {
        Thread.onSpinWait();
      }
      assertFalse(joining.isComplete());
      taken.close();
      joining.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS).vertx().close()
          .toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  /** A member of the same cluster without the key. */
  private static HazelcastInstance stranger() {
    ClusterConfig joined = cluster.clusterConfig(1);
    Config config = new Config().setClusterName(joined.name())
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.partition.count", ClusterStart.PARTITIONS)
        .setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getMemberAttributeConfig().setAttribute(ClusterStart.NODE, "stranger");
    config.getNetworkConfig().setPort(0).setPortAutoIncrement(true).getInterfaces().setEnabled(true)
        .addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true)
        .addMember("127.0.0.1:" + joined.port());
    HazelcastInstance stranger = Hazelcast.newHazelcastInstance(config);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (stranger.getCluster().getMembers().size() < 3) {
      assertTrue(System.nanoTime() < end, "it joins");
      Thread.onSpinWait();
    }
    return stranger;
  }

  private static double refused() {
    return cluster.node(2).getManagement("/metrics").body().lines()
        .filter(line -> line.startsWith("voxbus_refused_total")).mapToDouble(
            line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static WsClient placed(String id) {
    WsClient client = cluster.node(1).connect("/call?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{\"caller\":\"alice\"}}").await("trackStart");
    return client;
  }
}
