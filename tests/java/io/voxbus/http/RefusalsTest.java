package io.voxbus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told that ask for what there is not, or for too much. */
class RefusalsTest {
  @TempDir
  static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(data,
        "  maxSockets: 3\n  maxFrameBytes: 2000\n  maxMessageBytes: 3000\n  maxBodyBytes: 1000\n",
        "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void anUnknownPathIs404AndAWrongMethod405() {
    assertEquals(
        "{\"status\":\"error\",\"error\":\"there is no such page\",\"code\":404}",
        node.get("/nowhere").body());
    assertEquals(404, node.post("/nowhere", "").status());
    assertEquals(405,
        node.send(HttpRequest.newBuilder(node.uri("/call/lists")).DELETE()).status());
    assertEquals(405, node.get("/command/x").status());
  }

  @Test
  void aBodyBeyondItsBoundIs413() {
    assertEquals(413, node.post("/command/x", " ".repeat(1001)).status());
  }

  @Test
  void aFrameBeyondItsBoundIsToldByACloseCode() {
    try (WsClient client = node.connect("/call")) {
      client.send("x".repeat(2001));
      assertEquals((short) 1009, client.awaitClose());
    }
  }

  @Test
  void anIdIsTakenAsItIsWrittenEscapedOrNot() {
    for (String written : new String[]{"a@b;c=1+d", "a%40b%3Bc%3D1%2Bd"}) {
      try (WsClient client = node.connect("/call?id=" + written + "&dump=false")) {
        assertEquals("a@b;c=1+d",
            client.send("{\"command\":\"invite\"}").await("answer").path("trackId").asText());
        assertEquals(200, node.post("/kill/a@b;c=1+d", "").status());
        assertEquals((short) 1000, client.awaitClose());
      }
    }
  }

  @Test
  void eventStreamsThatEndedAreNotCounted() {
    for (int i = 0; i < 5; i++) {
      assertEquals(new TestNode.Answer(404, "track not active"), node.get("/events/nobody"));
    }
    for (int i = 0; i < 5; i++) {
      try (WsClient client = node.connect("/call?id=streamed" + i)) {
        client.send("{\"command\":\"invite\"}").await("trackStart");
        client.send("{\"command\":\"play\",\"url\":\"silence:100\",\"autoHangup\":true}");
        assertTrue(node.get("/events/streamed" + i).body().contains("\"event\":\"hangup\""));
        assertEquals((short) 1000, client.awaitClose());
      }
    }
  }

  @Test
  void theApiIsDescribedWithoutAKey() {
    try (TestNode locked = TestNode.start(data.resolve("locked"), "  keys: [\"k\"]\n", "")) {
      assertTrue(locked.get("/api/openapi.yaml").body().startsWith("openapi: 3.1"));
      assertTrue(locked.get("/api/asyncapi.yaml").body().startsWith("asyncapi: 3.0"));
      assertEquals(401, locked.get("/api/").status());
    }
  }
}
