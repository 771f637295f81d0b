package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.TestCluster;
import io.voxbus.testing.TestWebhook;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.sip.TestPhone;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A telephone call that comes in at one node, and is taken and ended through the others. */
class PhoneClusterIT {
  @TempDir
  static Path data;
  private static TestWebhook webhook;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    webhook = TestWebhook.start();
    cluster = TestCluster.start(data, 3, """
        rtp: {host: 127.0.0.1}
        sip:
          enabled: true
          listen: {host: 127.0.0.1, udp: 0, tcp: 0}
          guard: {trust: [127.0.0.0/8]}
        call: {incoming: {webhook: {urls: ["%s"]}}}
        """.formatted(webhook.url()));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    webhook.close();
  }

  @Test
  void inAtOneNodeTakenThroughAnotherEndedThroughTheThird() {
    try (TestPhone alice = TestPhone.of(cluster.node(1).sipPort("UDP"))) {
      alice.call();
      String id = webhook.await().path("dialogId").asText();
      try (WsClient client = cluster.node(2).connect("/call/sip?id=" + id)) {
        client.await("incoming");
        assertEquals(1, client.seen().size(), "it is the first event");
        client.send("{\"command\":\"accept\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
        client.send("{\"command\":\"tts\",\"text\":\"1000 2000\"}");
        assertEquals(200, alice.answer().status());
        assertEquals("node-1", client.await("answer").path("node").asText());
        alice.rtp().awaitTone(1000, 200);
        assertEquals(409, cluster.node(3).refusal("/call/sip?id=" + id));
        assertEquals("true", cluster.node(3).post("/call/kill/" + id, "").body());
        assertEquals("killed", client.await("hangup").path("reason").asText());
        assertEquals("BYE", alice.agree().method());
      }
    }
  }

  @Test
  void onlyOneOfTwoClientsTakesACall() {
    try (TestPhone alice = TestPhone.of(cluster.node(1).sipPort("UDP"))) {
      alice.call();
      String id = webhook.await().path("dialogId").asText();
      try (WsClient first = cluster.node(2).connect("/call/sip?id=" + id)) {
        first.await("incoming");
        try (WsClient second = cluster.node(3).connect("/call/sip?id=" + id)) {
          assertEquals(409, second.await("error").path("code").asInt());
          assertEquals(4409, second.awaitClose());
        }
        first.send("{\"command\":\"reject\",\"code\":486}").await("hangup");
        assertEquals(486, alice.answer().status());
      }
    }
  }
}
