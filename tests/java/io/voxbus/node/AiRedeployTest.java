package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of recognisers and voices is replaced while they are in use. */
@Timeout(60)
class AiRedeployTest {
  @TempDir
  Path data;

  /** The scripted recogniser needs three frames for a sentence, and would miss one that it began anew in. */
  @Test
  void aRecogniserHearsOnInTheMiddleOfASentenceAndAVoiceSpeaksOn() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", "");
        WsClient client = node.connect("/call?id=spoken")) {
      node.awaitReady();
      client.send("{\"command\":\"invite\",\"option\":{\"asr\":{\"provider\":\"scripted\"},"
          + "\"tts\":{\"provider\":\"tone\"}}}").await("answer");
      say(client, "before");
      client.sendAudio(new byte[640]).await("asrDelta"); // silence follows, which it hears as well
      for (int i = 0; i < 4; i++) {
        JsonNode done = redeploy(node).path("nodes").get(0);
        assertEquals("2 0",
            done.path("migrated").asInt() + " " + done.path("staying").asInt());
        client.await("asrFinal");
      }
      say(client, "after");
      client.send("{\"command\":\"hangup\"}").await("hangup");
      List<String> understood = client.seen().stream()
          .filter(event -> event.path("event").asText().equals("asrFinal"))
          .map(event -> event.path("index").asInt() + " " + event.path("text").asText()).toList();
      assertTrue(understood.size() > 4, understood.toString());
      assertEquals(
          IntStream.range(0, understood.size()).mapToObj(i -> i + " one two three").toList(),
          understood);
    }
  }

  @Test
  void oneThatHasFailedForGoodGoesOnAsThat() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", "");
        WsClient client = node.connect("/call?id=deaf")) {
      node.awaitReady();
      client.send("{\"command\":\"invite\",\"option\":{\"asr\":{\"provider\":\"scripted\","
          + "\"extra\":{\"fail\":\"1\"}}}}").await("answer");
      client.sendAudio(new byte[640]).await("error");
      JsonNode done = redeploy(node).path("nodes").get(0);
      assertEquals("1 0", done.path("migrated").asInt() + " " + done.path("staying").asInt());
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
  }

  private static void say(WsClient client, String what) {
    client.send("{\"command\":\"tts\",\"text\":\"" + what + "\",\"playId\":\"" + what + "\"}");
    client.await(event -> event.path("event").asText().equals("trackEnd")
        && event.path("playId").asText().equals(what), "the end of " + what);
  }

  private static JsonNode redeploy(TestNode node) {
    TestNode.Answer answer = node.send(HttpRequest
        .newBuilder(node.uri("/admin/nodes/all/components/ai/redeploy?migrate=true"))
        .header("Authorization", "Bearer secret").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, answer.status(), answer.body());
    return answer.json();
  }
}
