package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.Numbered;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code of a component is replaced while calls run. */
class RedeployTest {
  private static final List<String> COMPONENTS = List.of("ai", "media", "call", "ws", "http");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  @TempDir
  static Path data;
  private static Path classes;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    classes = Files.createDirectory(data.resolve("classes"));
    node = TestNode.start(data, "  adminKeys: [secret]\n", "deploy: {classes: \"" + classes
        + "\"}\n");
    node.awaitReady();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aCallLosesNoFrameWhileEveryComponentIsReplaced() throws Exception {
    int frames = 300;
    Files.write(data.resolve("numbered.wav"), Numbered.wav(frames));
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (WsClient client = node.connect("/call?id=long")) {
      client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"recorder\":"
          + "{\"recorderFile\":\"long.wav\"}}}").await("trackStart");
      client.send("{\"command\":\"play\",\"url\":\"numbered.wav\",\"playId\":\"p\"}");
      try (ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor()) {
        AtomicInteger next = new AtomicInteger(1);
        caller.scheduleAtFixedRate(() -> {
          if (next.get() <= frames) {
            client.sendAudio(Numbered.frame(next.getAndIncrement()));
          }
        }, 0, 20, TimeUnit.MILLISECONDS);
        for (String component : COMPONENTS) {
          assertEquals(200, redeploy(component).status());
          callIsAnswered("new-" + component);
        }
        client.await(event -> "p".equals(event.path("playId").asText())
            && "trackEnd".equals(event.path("event").asText()), "end of the file");
        await(() -> next.get() > frames);
        client.send("{\"command\":\"history\",\"speaker\":\"a\",\"text\":\"b\"}")
            .await("addHistory");
      }
      while (client.unheardFrames() > 0) {
        heard.writeBytes(client.hearFrame());
      }
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
    List<Integer> all = IntStream.rangeClosed(1, frames).boxed().toList();
    assertEquals(all, Numbered.numbers(heard.toByteArray(), 0, 1));
    byte[] recording = Files.readAllBytes(data.resolve("recordings/long.wav"));
    assertEquals(all, Numbered.numbers(Arrays.copyOfRange(recording, 44, recording.length), 0, 2));
    await(() -> versions().stream().allMatch(version -> version.path("current").asBoolean()));
  }

  @ParameterizedTest
  @CsvSource({"ws, io/voxbus/ws/WsSession.class, does not run",
      "media, io/voxbus/media/MediaComponent.class, does not run"})
  void aVersionThatDoesNotLoadLeavesTheOldOneServing(String component, String file, String reason)
      throws IOException {
    Path broken = classes.resolve(file);
    Files.createDirectories(broken.getParent());
    Files.write(broken, "no class".getBytes());
    int before = number(component);
    TestNode.Answer answer = redeploy(component);
    Files.delete(broken);
    assertEquals(422, answer.status(), answer.body());
    assertTrue(answer.json().path("error").asText().contains(reason), answer.body());
    assertEquals(before, number(component));
    callIsAnswered("still-" + component);
  }

  @Test
  void whatBelongsToTheNodeOrToNobodyIsRefusedWithTheReason() {
    assertEquals(404, redeploy("nothing").status());
    assertEquals(404, redeploy("sip").status());
    assertEquals(404, admin("/admin/nodes/other/components/ws/redeploy", "secret").status());
    assertEquals(403, admin("/admin/nodes/node-1/kill", "secret").status());
  }

  @Test
  void adminRoutesWantTheAdminKey() {
    assertEquals(401, node.get("/admin/components").status());
    assertEquals(401, admin("/admin/nodes/all/components/ws/redeploy", "wrong").status());
    assertEquals(401, node.post("/admin/nodes/node-1/drain?token=secret", "").status());
  }

  private static TestNode.Answer redeploy(String component) {
    return admin("/admin/nodes/all/components/" + component + "/redeploy", "secret");
  }

  private static TestNode.Answer admin(String path, String key) {
    return node.send(HttpRequest.newBuilder(node.uri(path))
        .header("Authorization", "Bearer " + key).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static List<JsonNode> versions() {
    JsonNode all = node.send(HttpRequest.newBuilder(node.uri("/admin/components"))
        .header("Authorization", "Bearer secret").GET()).json();
    return all.findParents("component");
  }

  private static int number(String component) {
    return versions().stream().filter(version -> version.path("current").asBoolean()
        && version.path("component").asText().equals(component))
        .mapToInt(version -> version.path("number").asInt()).findFirst().orElseThrow();
  }

  private static void callIsAnswered(String id) {
    try (WsClient client = node.connect("/call?id=" + id)) {
      client.send("{\"command\":\"invite\"}").await("answer");
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time: " + versions());
      Thread.onSpinWait();
    }
  }
}
