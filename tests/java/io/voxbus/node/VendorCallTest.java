package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.deepgram.FakeDeepgram;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.vendor.FakeVendor.Ill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A call whose speech comes from a vendor: a whole node, and the vendor on loopback. */
class VendorCallTest {
  private static final int FRAME_BYTES = 640;
  @TempDir
  static Path data;
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static final Vertx VERTX = Vertx.vertx();
  private static FakeVendor vendor;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    vendor = new FakeDeepgram(VERTX);
    vendor.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    node = TestNode.start(data, String.join("\n", "  providers:", "    deepgram:",
        "      secretKey: " + FakeVendor.KEY, "      endpoint: " + vendor.endpoint(),
        "      answerMillis: 500", ""));
    LOG.start();
    root().addAppender(LOG);
    root().setLevel(Level.DEBUG);
  }

  @BeforeEach
  void healthy() {
    vendor.ill(Ill.NOTHING).script();
  }

  @AfterAll
  static void stop() throws IOException {
    root().detachAppender(LOG);
    root().setLevel(Level.INFO);
    node.close();
    VERTX.close().await();
    assertEquals(List.of(), List.copyOf(LOG.list).stream().map(VendorCallTest::shown)
        .filter(line -> line.contains(FakeVendor.KEY)).toList(), "log lines with a credential");
    try (Stream<Path> files = Files.walk(data)) {
      assertEquals(List.of(),
          files.filter(Files::isRegularFile).filter(VendorCallTest::holdsTheKey).toList(),
          "files with a credential");
    }
  }

  @Test
  void whatTheVendorSaysIsHeardAndWhatItHearsIsTold() {
    vendor.script(new Hears(5 * FRAME_BYTES, 0, false, "hel", 0, 60),
        new Hears(10 * FRAME_BYTES, 0, true, "hello", 0, 160));
    String credentials = "\"secretKey\":\"" + FakeVendor.KEY + "\"";
    try (WsClient client = answered("\"asr\":{\"provider\":\"deepgram\"," + credentials
        + "},\"tts\":{\"provider\":\"deepgram\"," + credentials + "}")) {
      client
          .send("{\"command\":\"tts\",\"text\":\"Hello.\",\"playId\":\"a\",\"endOfStream\":true}");
      byte[] heard = client.hear(2 * FakeVendor.SAMPLES);
      assertEquals(250, client.await("trackEnd").path("duration").asInt(), 20);
      for (int i = 0; i < 20; i++) {
        client.sendAudio(new byte[FRAME_BYTES]);
      }

      assertTrue(Spectrum.level(samples(heard), 16_000, FakeVendor.toneOf("Hello.")) > -20,
          "the vendor's tone is heard");
      assertEquals("hello", client.await("asrFinal").path("text").asText());
      assertEquals(List.of(), client.names().stream().filter("error"::equals).toList());
      assertTrue(client.seen().stream().noneMatch(
          event -> event.toString().contains(FakeVendor.KEY)), "an event with a credential");
    }
  }

  @Test
  void theVendorServesTheNextCallWhenTheFirstOneIsOver() {
    for (int call = 0; call < 2; call++) {
      try (WsClient client = answered("\"tts\":{\"provider\":\"deepgram\"}")) {
        client.send("{\"command\":\"tts\",\"text\":\"Hello.\",\"playId\":\"a\","
            + "\"endOfStream\":true,\"autoHangup\":true}");
        assertEquals(250, client.await("trackEnd").path("duration").asInt(), 20);
        assertEquals(1000, client.awaitClose());
      }
    }
  }

  @Test
  void wrongCredentialsOfAVoiceAreAnErrorAndTheTrackEnds() {
    try (WsClient client = answered(
        "\"tts\":{\"provider\":\"deepgram\",\"secretKey\":\"wrong\"}")) {
      client
          .send(
              "{\"command\":\"tts\",\"text\":\"Who pays?\",\"playId\":\"a\",\"endOfStream\":true}");

      assertEquals("tts.deepgram 401", error(client));
      assertEquals("a", client.await("trackEnd").path("playId").asText());
    }
  }

  @Test
  void aVoiceThatBreaksOffIsAnErrorAndTheTrackEnds() {
    vendor.ill(Ill.BREAKS_OFF);
    try (WsClient client = answered("\"tts\":{\"provider\":\"deepgram\"}")) {
      client
          .send(
              "{\"command\":\"tts\",\"text\":\"To be broken.\",\"playId\":\"a\",\"endOfStream\":true}");

      assertEquals("tts.deepgram 502", error(client));
      assertEquals("a", client.await("trackEnd").path("playId").asText());
    }
  }

  @Test
  void theFallbackSpeaksWhenTheVoiceDoesNot() {
    vendor.ill(Ill.QUOTA);
    try (WsClient client = answered("\"tts\":{\"provider\":\"deepgram\",\"fallback\":\"tone\"}")) {
      client.send(
          "{\"command\":\"tts\",\"text\":\"500 200\",\"playId\":\"a\",\"endOfStream\":true}");

      assertEquals("tts.deepgram 429", error(client));
      assertEquals(200, client.await("trackEnd").path("duration").asInt());
    }
  }

  @Test
  void theFallbackListensWhenTheRecogniserDoesNot() {
    vendor.ill(Ill.QUOTA);
    try (WsClient client = answered(
        "\"asr\":{\"provider\":\"deepgram\",\"fallback\":\"scripted\"}")) {
      assertEquals("asr.deepgram 429", error(client));
      for (int i = 0; i < 10; i++) {
        client.sendAudio(new byte[FRAME_BYTES]);
      }
      assertEquals("one two three", client.await("asrFinal").path("text").asText());
    }
  }

  @Test
  void aRecogniserThatClosesIsAskedAgain() {
    vendor.ill(Ill.CLOSES);
    try (WsClient client = answered("\"asr\":{\"provider\":\"deepgram\"}")) {
      for (int i = 0; i < 10; i++) {
        client.sendAudio(new byte[FRAME_BYTES]);
      }
      assertEquals("asr.deepgram 502", error(client));
      vendor.ill(Ill.NOTHING).script(new Hears(FRAME_BYTES, 0, true, "again", 0, 20));
      int sockets = vendor.requests().size();
      while (vendor.requests().size() == sockets) {
        client.sendAudio(new byte[FRAME_BYTES]);
        Thread.onSpinWait();
      }
      for (int i = 0; i < 10; i++) {
        client.sendAudio(new byte[FRAME_BYTES]);
      }
      assertEquals("again", client.await("asrFinal").path("text").asText());
    }
  }

  private static String error(WsClient client) {
    JsonNode error = client.await("error");
    return error.path("sender").asText() + " " + error.path("code").asInt();
  }

  private static WsClient answered(String option) {
    WsClient client = node.connect("/call");
    client.send("{\"command\":\"invite\",\"option\":{" + option + "}}").await("answer");
    return client;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static String shown(ILoggingEvent event) {
    return event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy();
  }

  private static boolean holdsTheKey(Path file) {
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(FakeVendor.KEY);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static short[] samples(byte[] pcm) {
    short[] samples = new short[pcm.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (pcm[2 * i] & 0xff | pcm[2 * i + 1] << 8);
    }
    return samples;
  }
}
