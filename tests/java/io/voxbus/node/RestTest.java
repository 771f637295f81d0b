package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls managed by REST, keys, health. */
class RestTest {
  @TempDir
  static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(data, "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void listsACallWithItsSecretsMasked() {
    try (WsClient client = node.connect("/call?id=listed")) {
      client.send("{\"command\":\"invite\",\"option\":{\"caller\":\"alice\","
          + "\"asr\":{\"provider\":\"scripted\",\"secretKey\":\"s3cret\"}}}").await("answer");
      client.send("{\"command\":\"history\"}").await("addHistory");
      JsonNode item = item(node.get("/call/lists").json().path("calls"), "listed");
      assertEquals("web_socket webSocket answered node-1",
          item.path("call_type").asText() + " " + item.path("callType").asText() + " "
              + item.path("state").asText() + " " + item.path("node").asText());
      assertEquals("alice", item.path("option").path("caller").asText());
      assertFalse(item.toString().contains("s3cret"), item.toString());
      assertEquals(item.path("option"),
          item(node.get("/list").json().path("active_calls"), "listed").path("cs.option"));
    }
  }

  @Test
  void killEndsACallAndAnswersAsEachGenerationOfClientsExpects() {
    try (WsClient client = node.connect("/call?id=dead")) {
      client.send("{\"command\":\"invite\"}").await("answer");
      assertEquals("true", node.post("/call/kill/dead", "").body());
      JsonNode hangup = client.await("hangup");
      assertEquals("killed system",
          hangup.path("reason").asText() + " " + hangup.path("initiator").asText());
      assertEquals(1000, client.awaitClose());
    }
    assertEquals("true", node.post("/call/kill/nobody", "").body());
    assertEquals(new TestNode.Answer(404, "{\"status\":\"not_found\",\"id\":\"nobody\"}"),
        node.get("/kill/nobody"));
  }

  @Test
  void takesCommandsByPost() {
    try (WsClient client = node.connect("/call?id=posted")) {
      client.send("{\"command\":\"invite\"}").await("answer");
      assertEquals(new TestNode.Answer(200, "{\"status\":\"sent\",\"id\":\"posted\"}"),
          node.post("/command/posted",
              "{\"command\":\"history\",\"speaker\":\"x\",\"text\":\"y\"}"));
      assertEquals("y", client.await("addHistory").path("text").asText());
      assertEquals(400, node.post("/command/posted", "{").status());
      assertEquals(404, node.post("/command/absent", "{\"command\":\"mute\"}").status());
    }
  }

  @Test
  void aRunningIdIsRefusedUnlessItIsJoined() {
    try (WsClient client = node.connect("/call?id=twice")) {
      client.send("{\"command\":\"invite\"}").await("answer");
      assertEquals(409, node.refusal("/call?id=twice"));
      assertEquals(404, node.refusal("/call?id=other&attach=true"));
      try (WsClient second = node.connect("/call/?id=twice&attach=true")) {
        assertEquals(1, second.await("answer").path("seq").asInt());
        second.send("{\"command\":\"custom\",\"sender\":\"second\"}");
        assertEquals("second", client.await("custom").path("sender").asText());
      }
    }
  }

  @Test
  void badQueriesAreRefusedWith400() {
    assertEquals(400, node.refusal("/call?id=a%2Fb"));
    assertEquals(400, node.refusal("/call?dump=foo"));
    assertEquals(400, node.refusal("/call?attach=true"));
    assertEquals(426, node.get("/call").status());
    assertEquals(404, node.get("/nowhere").status());
    assertEquals(405, node.post("/call/lists", "").status());
  }

  @Test
  void withKeysEveryRouteWantsOne() {
    try (TestNode locked = TestNode.start(data.resolve("locked"), "  keys: [\"k1\", \"k2\"]\n",
        "")) {
      assertEquals(401, locked.get("/call/lists").status());
      assertEquals(401, locked.get("/call/lists?token=k3").status());
      assertEquals(200, locked.get("/call/lists?token=k2").status());
      assertEquals(200, locked.send(HttpRequest.newBuilder(locked.uri("/iceservers"))
          .header("Authorization", "Bearer k1").GET()).status());
      assertEquals(401, locked.refusal("/call"));
      assertEquals(200, locked.get("/").status());
      locked.connect("/call?token=k1").close();
    }
  }

  @Test
  void iceServersAreAnArrayNeverNull() {
    assertEquals(new TestNode.Answer(200, "[]"), node.get("/iceservers"));
  }

  @Test
  void tellsItsHealthOnAPortOfItsOwn() {
    assertEquals(new TestNode.Answer(200, "{\"status\":\"UP\"}"), node.getManagement("/healthy"));
    node.awaitReady();
    assertEquals(200, node.getManagement("/ready").status());
    assertEquals(new TestNode.Answer(200, ""),
        node.send(HttpRequest.newBuilder(TestNode.uri(node.managementPort(), "/ready")).HEAD()));
    assertTrue(node.getManagement("/metrics").body().contains("vertx_http_server"));
    assertTrue(node.getManagement("/metrics").body().contains("voxbus_calls"));
  }

  private static JsonNode item(JsonNode calls, String id) {
    for (JsonNode call : calls) {
      if (id.equals(call.path("id").asText())) {
        return call;
      }
    }
    throw new AssertionError(calls.toString());
  }
}
