package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.voxbus.bus.Json;
import io.voxbus.testing.Bridged;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.FilesUnder;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls do when their node dies: each kind of thing that one may be in the middle of has its rule. */
class OutlivingIT {
  private static final int RATE = 16_000;
  private static final Path SPEECH = Path.of("tests/resources/audio/speech-16k.wav");

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
  void callsGoOnAlsoWhenTheirNewNodesGetNewCodeThenAndLeaveNothingBehind() throws Exception {
    try (WsClient said = placed("said", "\"asr\":{\"provider\":\"scripted\"},\"vad\":{}");
        WsClient speaks = follow("said");
        WsClient taped = placed("taped", "\"recorder\":{}");
        WsClient recorded = follow("taped");
        WsClient one = placed("left", "");
        WsClient left = follow("left");
        WsClient right = cluster.node(2).connect("/call?id=right")) {
      right.send("{\"command\":\"invite\",\"option\":{}}").await("trackStart");
      speaks.send("{\"command\":\"tts\",\"text\":\"440 4000\",\"playId\":\"p\"}")
          .await(event -> "p".equals(event.path("playId").asText()), "the track");
      speaks.send("{\"command\":\"tts\",\"text\":\"1500 1000\",\"playId\":\"p\"}");
      left.send("{\"command\":\"bridge\",\"targetSessionId\":\"right\"}").await("trackStart");
      right.await("trackStart");
      recorded.send("{\"command\":\"play\",\"url\":\"tone:700\"}").hear(RATE);

      cluster.node(1).crash();
      CompletableFuture<Void> redeployed = CompletableFuture.runAsync(this::redeploy);
      assertTakenOver(speaks);
      assertTakenOver(left);
      assertTakenOver(recorded);
      assertSpokenAndHeard(speaks);
      new Bridged(left, right).talkAgain();
      recorded.forgetAudio();
      recorded.hear(RATE);
      redeployed.get(60, TimeUnit.SECONDS);
      for (WsClient client : List.of(speaks, recorded, left, right)) {
        client.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals(IntStream.rangeClosed(1, client.seen().size()).boxed().toList(),
            client.seen().stream().map(event -> event.path("seq").asInt()).toList());
      }
    }
    assertRecordedInTwoParts();
    assertNothingIsLeft();
  }

  private void assertTakenOver(WsClient client) {
    client.await(event -> "cluster".equals(event.path("sender").asText()), "the take-over");
  }

  /** The rest of the text, then what was queued after it; and who speaks is heard and understood. */
  private void assertSpokenAndHeard(WsClient client) throws IOException {
    byte[] wav = Files.readAllBytes(SPEECH);
    client.forgetAudio();
    for (int at = 44; at + 640 <= wav.length; at += 640) {
      client.sendAudio(Arrays.copyOfRange(wav, at, at + 640));
    }
    List<String> wanted = new ArrayList<>(List.of("speaking", "asrFinal"));
    while (!wanted.isEmpty()) {
      client.await(event -> wanted.remove(event.path("event").asText()), wanted.toString());
    }
    JsonNode ended = client.await(event -> "p".equals(event.path("playId").asText())
        && "trackEnd".equals(event.path("event").asText()), "the end of the track");
    assertTrue(Math.abs(ended.path("duration").asInt() - 5_000) <= 300, ended.toString());
    short[] heard = samples(client.hear(client.unheardBytes()));
    short[] last = Arrays.copyOfRange(heard, heard.length - RATE, heard.length);
    assertTrue(Spectrum.level(last, RATE, 1_500) > -25, "what was queued");
  }

  private void assertRecordedInTwoParts() throws IOException {
    waitFor(() -> !files("taped", ".json").isEmpty(), "a record");
    List<Path> records = files("taped", ".json");
    assertEquals(1, records.size(), records.toString());
    JsonNode recordings = Json.mapper().readTree(records.getFirst().toFile()).path("recorder");
    assertEquals(List.of("taped.wav", "taped-2.wav"), recordings.findValuesAsText("path").stream()
        .map(path -> Path.of(path).getFileName().toString()).toList());
    assertEquals(List.of(Json.mapper().readTree("{\"node\":\"node-1\",\"unfinished\":\"true\"}")),
        recordings.findValues("extra"), "what is on the disk of the killed node");
    for (Path wav : files("taped", ".wav")) {
      assertTrue(wav.endsWith("taped-2.wav") || wav.endsWith("node-1/taped.wav"), wav.toString());
      ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
      assertTrue(header.getInt(40) > 0 && header.getInt(40) <= header.capacity() - 44,
          wav + " can be played");
    }
    assertEquals(2, files("taped", ".wav").size());
  }

  /** No call in any map that the nodes share, and none in what they tell of themselves. */
  private void assertNothingIsLeft() {
    HazelcastInstance shared = ((HazelcastClusterManager) ((VertxInternal) cluster.node(2).vertx())
        .clusterManager()).getHazelcastInstance();
    waitFor(() -> Stream.of("said", "taped", "left", "right").noneMatch(
        id -> shared.getDistributedObjects().stream()
            .anyMatch(thing -> thing instanceof IMap<?, ?> map
                && map.keySet().stream().anyMatch(key -> key.toString().startsWith(id)))),
        "no call in any map");
    assertEquals(3.0,
        metric(2, "voxbus_gap_seconds_count") + metric(3, "voxbus_gap_seconds_count"));
    for (int node : new int[]{2, 3}) {
      waitFor(() -> metric(node, "voxbus_calls") == 0 && metric(node, "voxbus_sockets") == 0,
          "no call in the metrics of node " + node);
      assertEquals(0, cluster.node(node).get("/call/lists").json().path("calls").size());
    }
  }

  private double metric(int node, String name) {
    return cluster.node(node).getManagement("/metrics").body().lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
  }

  private void redeploy() {
    for (String component : List.of("call", "media", "ai", "ws")) {
      for (int node : new int[]{2, 3}) {
        TestNode.Answer answer = cluster.node(node).send(HttpRequest
            .newBuilder(cluster.node(node)
                .uri("/admin/nodes/node-" + node + "/components/" + component + "/redeploy"))
            .header("Authorization", "Bearer secret").POST(HttpRequest.BodyPublishers.noBody()));
        assertEquals(200, answer.status(), answer.body());
      }
    }
  }

  private WsClient placed(String id, String option) {
    WsClient client = cluster.node(1).connect("/call?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{" + option + "}}").await("trackStart");
    return client;
  }

  private WsClient follow(String id) {
    WsClient client = cluster.node(2).connect("/call?id=" + id + "&attach=true&since=0");
    client.await("trackStart");
    return client;
  }

  private List<Path> files(String id, String ending) {
    return FilesUnder.folder(data, ending).stream()
        .filter(file -> file.getFileName().toString().contains(id)).toList();
  }

  private static short[] samples(byte[] bytes) {
    short[] samples = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }

  private static void waitFor(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
