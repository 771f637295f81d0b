package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.Bridged;
import io.voxbus.testing.TestNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two calls on one node that hear each other. */
class BridgeTest {
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
  void bridgedCallsHearEachOtherUntilTheyAreParted() {
    try (Bridged calls = Bridged.place(node, node, "near-")) {
      calls.a().send("{\"command\":\"bridge\",\"targetSessionId\":\"near-b\"}");
      String track = "bridge-near-a-near-b";
      assertEquals(track, calls.a().await("trackStart").path("trackId").asText());
      assertEquals(track, calls.b().await("trackStart").path("trackId").asText());
      calls.talk();
      calls.b().send("{\"command\":\"unbridge\"}");
      assertEquals(track, calls.a().await("trackEnd").path("trackId").asText());
      assertEquals(track, calls.b().await("trackEnd").path("trackId").asText());
      calls.a().send("{\"command\":\"hangup\"}").await("hangup");
      calls.b().send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void aCallThatDoesNotExistIsNotFound() {
    try (Bridged calls = Bridged.place(node, node, "lonely-")) {
      calls.a().send("{\"command\":\"bridge\",\"targetSessionId\":\"nobody\"}");
      JsonNode error = calls.a().await("error");
      assertEquals("bridge 404", error.path("sender").asText() + " " + error.path("code").asInt());
    }
  }
}
