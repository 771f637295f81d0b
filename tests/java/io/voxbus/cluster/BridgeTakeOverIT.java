package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.Bridged;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two calls that hear each other, and whose node dies: they still do. */
class BridgeTakeOverIT {
  @TempDir
  Path data;

  @Test
  void callsThatAreTakenOverOneAfterTheOtherFindEachOtherAgain() {
    try (TestCluster cluster = TestCluster.start(data, 3);
        Bridged placed = Bridged.place(cluster.node(1), cluster.node(1), "both-");
        Bridged calls = new Bridged(
            cluster.node(2).connect("/call?id=both-a&attach=true&since=0"),
            cluster.node(3).connect("/call?id=both-b&attach=true&since=0"))) {
      placed.a().send("{\"command\":\"bridge\",\"targetSessionId\":\"both-b\"}");
      List<WsClient> clients = List.of(calls.a(), calls.b());
      clients.forEach(client -> client.await(
          event -> "bridge-both-a-both-b".equals(event.path("trackId").asText()), "the bridge"));
      calls.talkAgain();

      cluster.node(1).crash();
      clients.forEach(client -> client.await(
          event -> "cluster".equals(event.path("sender").asText()), "the take-over"));
      calls.talkAgain();
      calls.a().send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals("bridge-both-a-both-b", calls.b().await("trackEnd").path("trackId").asText());
      calls.b().send("{\"command\":\"hangup\"}").await("hangup");
      clients.forEach(client -> assertEquals(
          LongStream.rangeClosed(1, client.seen().size()).boxed().toList(),
          client.seen().stream().map(event -> event.path("seq").asLong()).toList()));
    }
  }
}
