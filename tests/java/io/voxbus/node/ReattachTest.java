package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a call when its client's socket goes. */
class ReattachTest {
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
  void aLostClientComesBackAndGetsWhatItMissedOnce() {
    try (WsClient witness = placedWithWitness("lost", "")) {
      note("lost", "missed 1");
      note("lost", "missed 2");
      try (WsClient back = node.connect("/call?id=lost&attach=true&since=2")) {
        assertEquals(3, back.await("addHistory").path("seq").asInt());
        assertEquals("missed 2", back.await("addHistory").path("text").asText());
        note("lost", "live");
        JsonNode live = back.await("addHistory");
        assertEquals("live 5", live.path("text").asText() + " " + live.path("seq").asInt());
      }
      witness.await(event -> event.path("seq").asInt() == 5, "the fifth event");
    }
  }

  @Test
  void aCloseFrameEndsTheCallAtOnce() {
    try (WsClient owner = placed("closed", ""); WsClient witness = joined("closed")) {
      owner.closeFrame();
      assertEquals("clientDisconnected", witness.await("hangup").path("reason").asText());
    }
  }

  @Test
  void withoutGraceALostSocketEndsTheCall() {
    try (WsClient witness = node.connect("/call?id=nograce&grace=0")) {
      witness.send("{\"command\":\"invite\"}").await("trackStart");
      witness.cut();
      awaitGone("nograce");
    }
  }

  @Test
  void theGraceTimePassesAndTheCallIsOver() {
    try (WsClient client = node.connect("/call?id=late&grace=200ms")) {
      client.send("{\"command\":\"invite\"}").await("trackStart");
      client.cut();
      awaitGone("late");
    }
  }

  @Test
  void aSecondClientThatLeavesEndsNothing() {
    try (WsClient owner = placed("kept", "")) {
      try (WsClient second = joined("kept")) {
        second.closeFrame();
        second.awaitClose();
      }
      note("kept", "still here");
      assertEquals("still here", owner.await("addHistory").path("text").asText());
    }
  }

  @Test
  void eventsThatAreNotKeptAnyMoreAreSaidToBeGone() {
    try (TestNode forgetful = TestNode.start(data.resolve("forgetful"), "call:\n  keptEvents: 2\n");
        WsClient owner = forgetful.connect("/call?id=old")) {
      owner.send("{\"command\":\"invite\"}").await("trackStart");
      owner.send("{\"command\":\"history\"}").await("addHistory");
      try (WsClient late = forgetful.connect("/call?id=old&attach=true&since=0")) {
        assertEquals(410, late.await("error").path("code").asInt());
      }
    }
  }

  private static WsClient placed(String id, String more) {
    WsClient client = node.connect("/call?id=" + id + more);
    client.send("{\"command\":\"invite\"}").await("trackStart");
    return client;
  }

  private static WsClient joined(String id) {
    WsClient client = node.connect("/call?id=" + id + "&attach=true");
    client.await("trackStart");
    return client;
  }

  /** The client that placed the call is cut off; the witness only listens. */
  private static WsClient placedWithWitness(String id, String more) {
    WsClient owner = placed(id, more);
    WsClient witness = joined(id);
    owner.cut();
    return witness;
  }

  private static void note(String id, String text) {
    assertEquals(200, node.post("/command/" + id,
        "{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"" + text + "\"}").status());
  }

  private static void awaitGone(String id) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (node.get("/kill/" + id + "x").status() != 404
        || node.get("/call/lists").body().contains("\"" + id + "\"")) {
      if (System.nanoTime() > end) {
        throw new AssertionError(node.get("/call/lists").body());
      }
    }
  }
}
