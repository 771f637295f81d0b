package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.bus.Json;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.webrtc.Offers;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that are redeployed and drained through any of them. */
class AdminIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  @TempDir
  Path data;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(data, 3, "", ", adminKeys: [secret]");
    IntStream.rangeClosed(1, 3).forEach(i -> cluster.node(i).awaitReady());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void theClusterIsDescribedByAnyNode() {
    JsonNode told = cluster.node(3).get("/cluster").json();
    assertEquals(List.of("node-1", "node-2", "node-3"), told.path("nodes").findValuesAsText("id"));
    assertEquals("ACTIVE 3 node-1", told.at("/partitions/state").asText() + " "
        + told.at("/partitions/size").asInt() + " " + told.at("/partitions/oldest").asText());
    JsonNode first = told.path("nodes").path(0);
    assertEquals("development", first.path("version").asText());
    assertTrue(first.path("startedMillis").asLong() > 0 && first.has("cpu"), first.toString());
  }

  @Test
  void aComponentIsReplacedOnEveryNodeThroughAnyOfThem() {
    TestNode.Answer answer = post(3, "/admin/nodes/all/components/media/redeploy");
    assertEquals(200, answer.status(), answer.body());
    assertEquals(List.of("node-1", "node-2", "node-3"),
        answer.json().path("nodes").findValuesAsText("nodeId"));
    assertEquals(List.of(2, 2, 2), numbers("media"));
    assertEquals(200, post(1, "/admin/nodes/node-2/components/media/redeploy").status());
    assertEquals(List.of(2, 3, 2), numbers("media"));
  }

  @Test
  void aProviderIsReplacedOnEveryNode() {
    TestNode.Answer answer = post(2, "/admin/nodes/all/components/ai.openai/redeploy");
    assertEquals(200, answer.status(), answer.body());
    assertEquals(List.of(2, 2, 2), numbers("ai.openai"));
    assertEquals(List.of(1, 1, 1), numbers("ai.local"));
  }

  @Test
  void allStopsAtTheFirstNodeThatIsNotWellAndADrainedNodeLeavesWithItsLastCall() {
    try (WsClient call = cluster.node(2).connect("/call/webrtc?id=last")) { // which can't be moved
      call.send(Json.text(Map.of("command", "invite", "option",
          Map.of("offer", Offers.read("chromium"))))).await("answer");
      assertEquals(202, post(1, "/admin/nodes/node-2/drain").status());
      assertEquals("{\"status\":\"DOWN\",\"reason\":\"draining\"}",
          cluster.node(2).getManagement("/ready").body());
      await(() -> entry("node-2").path("draining").asBoolean());
      try (WsClient next = cluster.node(2).connect("/call?id=next")) {
        assertEquals("node-2", entry("node-2").path("id").asText());
        next.send("{\"command\":\"invite\"}");
        assertTrue(!next.await("answer").path("node").asText().equals("node-2"));
        next.send("{\"command\":\"hangup\"}").await("hangup");
      }
      List<Integer> before = numbers("call");
      TestNode.Answer answer = post(3, "/admin/nodes/all/components/call/redeploy");
      assertEquals(503, answer.status(), answer.body());
      assertEquals("node-2: it is not ready: draining", answer.json().path("error").asText());
      assertEquals(List.of(before.get(0) + 1, before.get(1) + 1, before.get(2)), numbers("call"));
      call.send("{\"command\":\"hangup\"}").await("hangup");
    }
    await(() -> cluster.node(1).get("/cluster").json().path("nodes").size() == 2);
  }

  private TestNode.Answer post(int node, String path) {
    return cluster.node(node).send(HttpRequest.newBuilder(cluster.node(node).uri(path))
        .header("Authorization", "Bearer secret").POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** The numbers of the current versions of a component, node by node. */
  private List<Integer> numbers(String component) {
    JsonNode all = cluster.node(1).send(
        HttpRequest.newBuilder(cluster.node(1).uri("/admin/components"))
            .header("Authorization", "Bearer secret").GET())
        .json().path("nodes");
    List<Integer> numbers = new ArrayList<>();
    all.forEach(node -> node.path("components").forEach(version -> {
      if (version.path("current").asBoolean()
          && version.path("component").asText().equals(component)) {
        numbers.add(version.path("number").asInt());
      }
    }));
    return numbers;
  }

  private JsonNode entry(String node) {
    for (JsonNode entry : cluster.node(1).get("/cluster").json().path("nodes")) {
      if (entry.path("id").asText().equals(node)) {
        return entry;
      }
    }
    throw new AssertionError(node + " is not there");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time");
      Thread.onSpinWait();
    }
  }
}
