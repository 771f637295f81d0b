package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.openai.FakeOpenAiRealtime;
import io.voxbus.testing.vendor.FakeRealtime;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.vendor.FakeVendor.Ill;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls whose conversation is held by a speech-to-speech model: a whole node, and the vendor on loopback. */
class RealtimeCallTest {
  private static final int FRAME_BYTES = 640;
  @TempDir
  Path data;
  private final Vertx vertx = Vertx.vertx();
  private final FakeVendor model = new FakeOpenAiRealtime(vertx, false);
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    model.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    node = TestNode.start(data, "");
  }

  @AfterEach
  void stop() {
    node.close();
    vertx.close().await();
  }

  @Test
  void theModelHearsAndAnswersAndUsesATool() {
    model.script(new Hears(1000, 0, false, "what time", 0, 0),
        new Hears(9000, 0, true, FakeRealtime.NEEDS_A_TOOL, 0, 0));
    try (WsClient client = place("{\"provider\":\"" + model.endpoint() + "/v1\",\"secretKey\":\""
        + FakeVendor.KEY + "\",\"extra\":{\"greeting\":\"Hi.\"}}")) {
      assertTone(client, "Hi.");
      assertEquals("answer 1", client.await("llmFinal").path("text").asText());
      assertEquals("realtime", client.await("trackEnd").path("playId").asText());

      for (int i = 0; i < 20; i++) {
        client.sendAudio(new byte[FRAME_BYTES]);
      }
      assertEquals("what time", client.await("asrDelta").path("text").asText());
      assertEquals(FakeRealtime.NEEDS_A_TOOL, client.await("asrFinal").path("text").asText());
      JsonNode tool = client.await("functionCall");
      assertEquals("clock {\"zone\":\"UTC\"}",
          tool.path("name").asText() + " " + tool.path("arguments").asText());

      client.forgetAudio();
      client.send("{\"command\":\"functionResult\",\"callId\":\"" + tool.path("callId").asText()
          + "\",\"result\":{\"time\":\"noon\"}}");
      assertTone(client, "the tool");
      assertEquals("{\"time\":\"noon\"}", sent("function_call_output").getJsonObject("item")
          .getString("output"));
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
    awaitNobody();
  }

  @Test
  void whoInterruptsTheModelIsHeardAndItIsToldHowMuchWasHeard() {
    try (WsClient client = place(option())) {
      client.await(event -> event.path("playId").asText().equals("realtime"), "its track");
      client.send("{\"command\":\"interrupt\"}");
      JsonNode interruption = client.await("interruption");
      assertEquals("realtime", interruption.path("playId").asText());
      client.await("trackEnd");
      JsonObject truncated = sent("conversation.item.truncate");
      assertEquals("item1 " + interruption.path("current").asInt(),
          truncated.getString("item_id") + " " + truncated.getInteger("audio_end_ms"));
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void aModelThatDiesInMidSentenceEndsItsTrackAndTheCallGoesOn() {
    model.ill(Ill.BREAKS_OFF);
    try (WsClient client = place(option())) {
      JsonNode error = client.await("error");
      assertEquals("realtime.openai openai broke off the connection 502",
          error.path("sender").asText() + " " + error.path("error").asText() + " "
              + error.path("code").asText());
      client.await("trackEnd");
      client.send("{\"command\":\"play\",\"url\":\"tone:440\"}").await("trackStart");
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertTrue(client.seen().stream().noneMatch(event -> event.toString()
          .contains(FakeVendor.KEY)), "events without the key");
    }
  }

  @Test
  void aModelThatNobodyKnowsIsAnError() {
    try (WsClient client = place("{\"provider\":\"hal\"}")) {
      JsonNode error = client.await("error");
      assertEquals(
          "realtime.hal unknown realtime provider 'hal', known: azure, gemini, late, openai 400",
          error.path("sender").asText() + " " + error.path("error").asText() + " "
              + error.path("code").asText());
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  private String option() {
    return "{\"provider\":\"openai\",\"endpoint\":\"" + model.endpoint()
        + "\",\"secretKey\":\"" + FakeVendor.KEY + "\",\"extra\":{\"greeting\":\"Hi.\"}}";
  }

  private WsClient place(String realtime) {
    WsClient client = node.connect("/call");
    client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"realtime\":" + realtime
        + "}}").await("answer");
    return client;
  }

  private static void assertTone(WsClient client, String text) {
    byte[] heard = client.hear(2 * FakeVendor.SAMPLES - FRAME_BYTES);
    short[] samples = new short[heard.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (heard[2 * i] & 0xff | heard[2 * i + 1] << 8);
    }
    assertTrue(Spectrum.level(samples, 16_000, FakeVendor.toneOf(text)) > -20, text);
  }

  /** The message to the model that holds these words, which is on its way. */
  private JsonObject sent(String words) {
    for (int i = 0; i < 1000; i++) {
      List<String> found = model.messages().stream().filter(message -> message.contains(words))
          .toList();
      if (!found.isEmpty()) {
        return new JsonObject(found.getFirst());
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("the model was not told " + words);
  }

  private void awaitNobody() {
    for (int i = 0; model.sockets() > 0 && i < 1000; i++) {
      LockSupport.parkNanos(10_000_000);
    }
    assertEquals(0, model.sockets());
  }
}
