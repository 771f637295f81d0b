package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.audio.Tone;
import io.voxbus.testing.FakeService;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call whose audio goes to a service of the application's own, and comes from it. */
class MediaPassTest {
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
  void theServiceHearsTheCallerAndIsHeard() {
    try (FakeService service = new FakeService();
        WsClient client = answered(service.url() + "/bot?a=b", ",\"packetSize\":640")) {
      ServerWebSocket socket = service.connected();
      assertEquals("/bot?a=b&sample_rate=16000&packet_size=640", socket.uri());
      for (int i = 0; i < 5; i++) {
        client.sendAudio(new byte[640]);
      }
      assertEquals(640, service.heard().length());

      socket.writeBinaryMessage(tone(700, 300));

      JsonNode began = client.await(MediaPassTest::ofServer, "track of the service");
      assertEquals("trackStart mediaPass", event(began));
      short[] heard = new PcmBytes().decode(client.hear(6400));
      assertTrue(Spectrum.level(heard, 16_000, 700) > -20, "the tone is heard");
      JsonNode ended = client.await(MediaPassTest::ofServer, "end of it");
      assertEquals("trackEnd mediaPass", event(ended));
      assertEquals(300, ended.path("duration").asInt(), 20);
    }
  }

  @Test
  void aCommandCutsTheServiceShortAndTheNextThingItSaysIsHeardAgain() {
    try (FakeService service = new FakeService(); WsClient client = answered(service.url(), "")) {
      ServerWebSocket socket = service.connected();
      socket.writeBinaryMessage(tone(700, 20_000));
      client.await(MediaPassTest::ofServer, "track of the service");

      client.send("{\"command\":\"interrupt\"}");
      assertEquals("mediaPass", client.await("interruption").path("playId").asText());
      assertEquals("trackEnd mediaPass", event(client.await(MediaPassTest::ofServer, "its end")));
      node.vertx().timer(600, java.util.concurrent.TimeUnit.MILLISECONDS).await();
      socket.writeBinaryMessage(tone(700, 200));

      assertEquals("trackStart mediaPass", event(client.await(MediaPassTest::ofServer, "a track")));
      assertEquals("trackEnd mediaPass", event(client.await(MediaPassTest::ofServer, "its end")));
    }
  }

  @Test
  void aConnectionThatBreaksIsToldOnceAndMadeAgain() {
    try (FakeService service = new FakeService();
        WsClient client = answered(service.url() + "?token=s3cret", "")) {
      ServerWebSocket socket = service.connected();
      service.refuse(2, 503);

      socket.close((short) 1011);

      JsonNode error = client.await("error");
      assertEquals("media_pass: " + service.url() + "?token=*** 502",
          error.path("sender").asText() + " " + error.path("code").asInt());
      service.connected().writeBinaryMessage(tone(500, 100));
      assertEquals("trackEnd mediaPass",
          event(client.await(json -> json.path("event").asText().equals("trackEnd"), "end")));
      assertEquals(1, client.names().stream().filter("error"::equals).count());
      assertFalse(client.seen().toString().contains("s3cret"));
    }
  }

  @Test
  void whatCanNotBeConnectedIsAnErrorAndTheCallGoesOn() {
    try (FakeService service = new FakeService()) {
      service.refuse(1, 401);
      try (WsClient client = answered(service.url(), "")) {
        assertEquals(401, client.await("error").path("code").asInt());
      }
      try (WsClient client = answered("http://nowhere", "")) {
        assertEquals("400 mediaPass: the url is no ws or wss address", reason(client));
      }
      try (WsClient client = answered(service.url(), ",\"outputSampleRate\":5")) {
        assertEquals("400 mediaPass: no sample rate: 5", reason(client));
        client.send("{\"command\":\"tts\",\"text\":\"500 100\",\"endOfStream\":true}");
        assertEquals(100, client.await("trackEnd").path("duration").asInt());
      }
    }
  }

  @Test
  void theConnectionEndsWithTheCall() {
    try (FakeService service = new FakeService(); WsClient client = answered(service.url(), "")) {
      ServerWebSocket socket = service.connected();
      java.util.concurrent.CompletableFuture<Void> closed = new java.util.concurrent.CompletableFuture<>();
      socket.closeHandler(end -> closed.complete(null));

      client.send("{\"command\":\"hangup\"}").await("hangup");

      closed.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
    }
  }

  private static String reason(WsClient client) {
    JsonNode error = client.await("error");
    return error.path("code").asInt() + " " + error.path("error").asText();
  }

  private static boolean ofServer(JsonNode json) {
    return json.path("event").asText().startsWith("track")
        && json.path("trackId").asText().equals("server-side-track");
  }

  private static String event(JsonNode json) {
    return json.path("event").asText() + " " + json.path("playId").asText();
  }

  private static WsClient answered(String url, String more) {
    WsClient client = node.connect("/call");
    client.send("{\"command\":\"invite\",\"option\":{\"mediaPass\":{\"url\":\"" + url + "\"" + more
        + "}}}").await("answer");
    return client;
  }

  private static Buffer tone(int hz, int millis) {
    short[] pcm = new short[16 * millis];
    Tone.sine(hz, -12).fill(pcm);
    return Buffer.buffer(PcmBytes.encode(pcm));
  }
}
