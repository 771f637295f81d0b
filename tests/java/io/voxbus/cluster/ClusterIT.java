package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes: any of them answers for any call. */
class ClusterIT {
  @TempDir
  static Path data;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(data, 3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Soon: a node that is up tells the others by itself. */
  @Test
  void everyNodeSeesEveryNode() {
    for (int i = 1; i <= 3; i++) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (cluster.node(i).get("/cluster").json().path("nodes").size() < 3) {
        assertTrue(System.nanoTime() < end, "node " + i);
      }
      assertEquals(3, cluster.node(i).get("/cluster").json().path("nodes").size());
    }
  }

  /** By a field of Hazelcast's own: a new Hazelcast may have it no more. */
  @Test
  void whatIsLostWithTheOldestNodeIsRepairedAtOnce() throws Exception {
    List<Long> pauses = new ArrayList<>();
    for (HazelcastInstance member : Hazelcast.getAllHazelcastInstances()) {
      if (member.getConfig().getClusterName().equals(cluster.clusterConfig(1).name())) {
        pauses.add(RepairPause.millis(member));
      }
    }
    assertEquals(List.of(10L, 10L, 10L), pauses);
  }

  @Test
  void listKillAndCommandWorkOnNodesThatDoNotOwnTheCall() {
    try (WsClient client = placed(1, "far")) {
      assertEquals("node-1", nodeOf(cluster.node(3).get("/call/lists").json(), "far"));
      assertEquals(200, cluster.node(2)
          .post("/command/far", "{\"command\":\"history\",\"speaker\":\"a\",\"text\":\"b\"}")
          .status());
      assertEquals("b", client.await("addHistory").path("text").asText());
      assertEquals(409, cluster.node(2).refusal("/call?id=far"));
      assertEquals("true", cluster.node(3).post("/call/kill/far", "").body());
      assertEquals("killed", client.await("hangup").path("reason").asText());
      assertEquals(404, cluster.node(2).get("/kill/far").status());
    }
  }

  @Test
  void audioCrossesNodesInBothDirections() {
    try (WsClient owner = placed(1, "heard"); WsClient far = joined(2, "heard", 0)) {
      far.await("trackStart");
      far.send("{\"command\":\"play\",\"url\":\"echo:\"}")
          .send("{\"command\":\"history\",\"speaker\":\"me\",\"text\":\"it plays by now\"}")
          .await("addHistory");
      short[] heard = new short[8000];
      double phase = 0;
      for (int samples = 0; samples < heard.length; samples += 320) {
        byte[] frame = new byte[640];
        for (int i = 0; i < 320; i++) {
          int sample = (int) (8000 * Math.sin(phase));
          phase += 2 * Math.PI * 800 / 16_000;
          frame[2 * i] = (byte) sample;
          frame[2 * i + 1] = (byte) (sample >> 8);
        }
        far.sendAudio(frame);
        byte[] back = far.hearFrame();
        for (int i = 0; i < 320; i++) {
          heard[samples + i] = (short) (back[2 * i] & 0xff | back[2 * i + 1] << 8);
        }
      }
      assertTrue(Spectrum.level(heard, 16_000, 800) > -20, "the tone came back");
      assertTrue(owner.hear(640).length >= 640, "the owner hears it as well");
    }
  }

  @Test
  void aClientThatWasLostComesBackThroughAnotherNodeWithoutLossOrDouble() {
    WsClient owner = placed(1, "cut");
    note(2, "before");
    owner.await("addHistory");
    owner.cut();
    note(3, "meanwhile");
    try (WsClient back = joined(3, "cut", 3)) {
      note(2, "after");
      back.await(event -> "after".equals(event.path("text").asText()), "after");
      assertEquals(List.of(4L, 5L),
          back.seen().stream().map(event -> event.path("seq").asLong()).toList());
      back.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(LongStream.rangeClosed(4, 7).boxed().toList(),
          back.seen().stream().map(event -> event.path("seq").asLong()).toList());
    }
  }

  private static String nodeOf(JsonNode list, String id) {
    for (JsonNode call : list.path("calls")) {
      if (id.equals(call.path("id").asText())) {
        return call.path("node").asText();
      }
    }
    throw new AssertionError(list.toString());
  }

  private static WsClient placed(int node, String id) {
    WsClient client = cluster.node(node).connect("/call?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{}}").await("trackStart");
    return client;
  }

  private static WsClient joined(int node, String id, long since) {
    return cluster.node(node).connect("/call?id=" + id + "&attach=true&since=" + since);
  }

  private static void note(int node, String text) {
    TestNode.Answer answer = cluster.node(node).post("/command/cut",
        "{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"" + text + "\"}");
    assertEquals(200, answer.status());
  }
}
