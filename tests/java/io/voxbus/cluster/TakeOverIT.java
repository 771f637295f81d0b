package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.PositionFile;
import io.voxbus.testing.FilesUnder;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, one of which dies without a word: its calls go on. */
class TakeOverIT {
  private static final int FRAME_MILLIS = 20;

  @TempDir
  Path data;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(data, 3);
    for (int i = 1; i <= 3; i++) {
      PositionFile.write(data.resolve("node-" + i).resolve("where.wav"), 60);
    }
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aPlayingCallOutlivesItsNode() throws Exception {
    WsClient first = placed(1, "saved");
    try (WsClient far = cluster.node(2).connect("/call?id=saved&attach=true&since=0")) {
      far.await("trackStart");
      far.send("{\"command\":\"play\",\"url\":\"where.wav\",\"playId\":\"where\"}")
          .await(event -> "where".equals(event.path("playId").asText()), "the track");
      hearUntil(far, 100);
      JsonNode began = first.await(event -> "where".equals(event.path("playId").asText()),
          "the track");
      long seen = began.path("seq").asLong();
      cluster.node(1).crash();
      far.forgetAudio();
      try (WsClient back = cluster.node(3).connect("/call?id=saved&attach=true&since=" + seen)) {
        JsonNode told = far.await(
            event -> "cluster".equals(event.path("sender").asText()), "the take-over");
        assertTrue(told.path("data").path("takenOver").asBoolean());
        assertEquals(2, told.path("data").path("epoch").asInt());
        int after = PositionFile.frame(far.hearFrame());
        long cut = told.path("timestamp").asLong() - told.path("data").path("gapMs").asLong();
        long played = cut - began.path("timestamp").asLong();
        assertTrue(Math.abs(after * FRAME_MILLIS - played) <= 200,
            "went on at " + after * FRAME_MILLIS + " ms, " + played + " ms were played");
        back.await(event -> "cluster".equals(event.path("sender").asText()), "the take-over");
        back.send("{\"command\":\"tts\",\"text\":\"hello\",\"playId\":\"new\"}");
        far.await(event -> "new".equals(event.path("playId").asText()), "the next track");
        back.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals(LongStream.rangeClosed(seen + 1, seen + back.seen().size()).boxed().toList(),
            seqs(back));
      }
      assertEquals("system", far.await("hangup").path("reason").asText());
      assertEquals(LongStream.rangeClosed(1, far.seen().size()).boxed().toList(), seqs(far));
      assertEquals(1, awaitRecords("saved").size());
      assertEquals(0, cluster.node(3).get("/call/lists").json().path("calls").size());
    } finally {
      first.close();
    }
  }

  @Test
  void aNodeThatDrainsGivesAwayACallThatNoneOfItsOwnClientsHas() {
    try (WsClient near = placed(1, "moved");
        WsClient far = cluster.node(2).connect("/call?id=moved&attach=true&since=0")) {
      far.await("trackStart");
      far.send("{\"command\":\"play\",\"url\":\"where.wav\",\"playId\":\"where\"}")
          .await(event -> "where".equals(event.path("playId").asText()), "the track");
      near.cut();
      int before = hearUntil(far, 50);
      cluster.node(1).leave();
      JsonNode told = far.await(
          event -> "cluster".equals(event.path("sender").asText()), "the move");
      int after = hearUntil(far, before + 50);
      assertTrue(after >= before + 50, "it plays on");
      assertEquals(told.path("data").path("node").asText(), nodeOf("moved"));
      far.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(LongStream.rangeClosed(1, far.seen().size()).boxed().toList(), seqs(far));
    }
  }

  private String nodeOf(String id) {
    for (JsonNode call : cluster.node(2).get("/call/lists").json().path("calls")) {
      if (id.equals(call.path("id").asText())) {
        return call.path("node").asText();
      }
    }
    throw new AssertionError("no call " + id);
  }

  private WsClient placed(int node, String id) {
    WsClient client = cluster.node(node).connect("/call?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{}}").await("trackStart");
    return client;
  }

  private static int hearUntil(WsClient client, int frame) {
    int heard = 0;
    while (heard < frame) {
      heard = PositionFile.frame(client.hearFrame());
    }
    return heard;
  }

  private static List<Long> seqs(WsClient client) {
    return client.seen().stream().map(event -> event.path("seq").asLong()).toList();
  }

  /** They are written a moment after the hangup is told. */
  private List<Path> awaitRecords(String id) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (records(id).isEmpty()) {
      assertTrue(System.nanoTime() < end, "no record");
      Thread.onSpinWait();
    }
    return records(id);
  }

  private List<Path> records(String id) {
    return FilesUnder.folder(data, ".json").stream()
        .filter(file -> file.getFileName().toString().contains(id)).toList();
  }
}
