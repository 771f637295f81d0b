package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phrases that are made before a call needs them. */
class PrecacheTest {
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
  void aPhraseIsMadeOnceAndTheCallFindsIt() {
    JsonNode made = node
        .post("/precache", "{\"command\":\"tts\",\"text\":\"700 100\",\"playId\":\"x\"}").json();
    JsonNode again = node.post("/precache", "{\"text\":\"700 100\"}").json();

    String key = made.path("key").asText();
    assertTrue(key.matches("[0-9a-f]{64}"), key);
    assertEquals("{\"status\":\"cached\",\"cacheKey\":\"" + key + "\",\"key\":\"" + key
        + "\",\"bytes\":3200}", made.toString());
    assertEquals("{\"status\":\"exists\",\"cacheKey\":\"" + key + "\",\"key\":\"" + key
        + "\",\"bytes\":0}", again.toString());
    assertEquals("true 100", cached("700 100", ",\"cacheKey\":\"" + key + "\""));
    assertEquals("true 100", cached("700 100", ""));
    assertEquals("false 100", cached("701 100", ""));
    assertTrue(node.getManagement("/metrics").body()
        .contains("voxbus_tts_cache_total{result=\"miss\""));
  }

  @Test
  void aCacheKeyOfTheCallersOwnIsTold() {
    JsonNode made = node.post("/precache", "{\"text\":\"800 100\",\"cacheKey\":\"mine\"}").json();

    assertEquals("cached mine",
        made.path("status").asText() + " " + made.path("cacheKey").asText());
    assertEquals("true 100", cached("800 100", ",\"cacheKey\":\"mine\""));
  }

  @Test
  void whatCanNotBeMadeIsToldWithItsReason() {
    assertEquals("400 precache only accepts tts commands",
        refusal("{\"command\":\"play\",\"url\":\"x\"}"));
    assertEquals("400 precache wants a text", refusal("{\"command\":\"tts\"}"));
    assertEquals("400 precache wants a text", refusal("{\"text\":\"AAAA\",\"base64\":true}"));
    assertEquals("500 the voice broke", refusal("{\"text\":\"fail\"}"));
    assertEquals("400", refusal("{").substring(0, 3));
    assertTrue(refusal("{\"text\":\"a\",\"option\":{\"provider\":\"none\"}}")
        .startsWith("400 unknown tts provider 'none'"));
  }

  private static String refusal(String body) {
    TestNode.Answer answer = node.post("/precache", body);
    assertEquals("error", answer.json().path("status").asText());
    return answer.status() + " " + answer.json().path("error").asText();
  }

  private static String cached(String text, String more) {
    try (WsClient client = node.connect("/call")) {
      client.send("{\"command\":\"invite\"}").await("answer");
      client.send("{\"command\":\"tts\",\"text\":\"" + text + "\",\"endOfStream\":true" + more
          + "}");
      JsonNode completed = client.await(
          event -> event.path("key").asText().equals("completed.tts.tone"), "completed");
      return completed.path("data").path("cached") + " "
          + client.await("trackEnd").path("duration").asInt();
    }
  }
}
