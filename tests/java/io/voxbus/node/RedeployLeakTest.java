package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.TestNode;
import io.voxbus.testing.sip.TestPhone;
import io.voxbus.testing.WsClient;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an old version of a component has loaded goes when its last work is over. */
class RedeployLeakTest {
  private static final List<String> COMPONENTS = List.of("ai", "ai.openai", "ai.local", "media",
      "call", "sip", "ws",
      "http");
  private static final int ROUNDS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();
  @TempDir
  Path data;

  @Test
  void aHundredVersionsLeaveNoClassesBehind() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n",
        "sip: {enabled: true, listen: {host: 127.0.0.1, udp: 0, tcp: 0}}\n")) {
      node.awaitReady();
      assertClassesGo(ROUNDS, number -> round(node, number));
    }
  }

  @Test
  void aCallThatGoesOnInEachVersionHoldsNoneOfThoseBetween() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", "");
        WsClient client = node.connect("/call?id=long")) {
      node.awaitReady();
      client.send("{\"command\":\"invite\",\"option\":{\"vad\":{},\"agc\":{},\"recorder\":{},"
          + "\"asr\":{\"provider\":\"scripted\"}}}")
          .await("answer");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      assertClassesGo(ROUNDS, number -> {
        for (String component : List.of("media", "call", "ws", "ai")) {
          assertEquals(1, redeploy(node, component + "/redeploy?migrate=true").json()
              .path("nodes").get(0).path("migrated").asInt(), component);
        }
      });
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
  }

  @Test
  void neitherDoesOneByTelephone() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n",
        "sip: {enabled: true, listen: {host: 127.0.0.1, udp: 0, tcp: 0}}\n");
        TestPhone bob = TestPhone.of(node.sipPort("UDP"));
        WsClient client = node.connect("/call/sip?id=long")) {
      node.awaitReady();
      client.send("{\"command\":\"invite\",\"option\":{\"caller\":\"sip:us@127.0.0.1\","
          + "\"callee\":\"" + bob.uri() + "\"}}");
      bob.awaitInvite();
      bob.take();
      client.await("answer");
      assertClassesGo(ROUNDS, number -> {
        for (String component : List.of("sip", "media", "call")) {
          assertEquals(1, redeploy(node, component + "/redeploy?migrate=true").json()
              .path("nodes").get(0).path("migrated").asInt(), component);
        }
      });
      assertEquals(200, bob.bye());
      client.await("hangup");
    }
  }

  private static void assertClassesGo(int rounds, IntConsumer round) {
    round.accept(0);
    long first = CLASSES.getTotalLoadedClassCount();
    round.accept(1);
    long ofOneRound = CLASSES.getTotalLoadedClassCount() - first;
    int before = CLASSES.getLoadedClassCount();
    for (int i = 2; i < rounds; i++) {
      round.accept(i);
    }
    long most = before + 2 * ofOneRound;
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (CLASSES.getLoadedClassCount() > most) {
      assertTrue(System.nanoTime() < end, CLASSES.getLoadedClassCount() + " classes are loaded, "
          + before + " before, " + ofOneRound + " a round");
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private static TestNode.Answer redeploy(TestNode node, String what) {
    TestNode.Answer answer = node.send(HttpRequest
        .newBuilder(node.uri("/admin/nodes/all/components/" + what))
        .header("Authorization", "Bearer secret").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, answer.status(), answer.body());
    return answer;
  }

  /** Every component once, with a call on its new version. */
  private static void round(TestNode node, int round) {
    for (String component : COMPONENTS) {
      redeploy(node, component + "/redeploy");
      try (WsClient client = node.connect("/call?id=" + component + round)) {
        client.send("{\"command\":\"invite\",\"option\":{\"asr\":{\"provider\":\"scripted\"},"
            + "\"tts\":{\"provider\":\"tone\"},\"vad\":{}}}").await("answer");
        client.send("{\"command\":\"tts\",\"text\":\"Hello.\",\"playId\":\"p\"}")
            .await("trackStart");
        client.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals(1000, client.awaitClose());
      }
    }
  }
}
