package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TelephoneLine;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call may ask for to sound better, in a whole node. */
class SoundCareTest {
  private static final int FRAME_BYTES = 640;
  @TempDir
  static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    try (InputStream tone = SoundCareTest.class.getResourceAsStream("/audio/tone-alaw-8000.wav")) {
      Files.copy(Objects.requireNonNull(tone), data.resolve("tone.wav"));
    }
    node = TestNode.start(data, "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aSoundInTheBackgroundIsHeardAndFainterWhileTheServerSpeaks() {
    try (WsClient client = answered("\"ambiance\":{\"path\":\"tone.wav\",\"normalLevel\":1,"
        + "\"duckLevel\":0.1,\"transitionSpeed\":1}")) {
      client.hear(10 * FRAME_BYTES);
      double alone = level(client, 440);
      say(client, "1000 2000");
      client.forgetAudio();
      client.hear(10 * FRAME_BYTES);

      assertEquals(-6, alone, 2);
      assertEquals(alone - 20, level(client, 440), 2);
      assertEquals(-12, level(client, 1_000), 2);
    }
  }

  @Test
  void aBackgroundThatIsNotThereIsAnErrorAndTheCallGoesOn() {
    try (WsClient client = answered("\"ambiance\":{\"path\":\"nothing.wav\"}")) {
      JsonNode error = client.await("error");
      assertEquals("ambiance 404", error.path("sender").asText() + " " + error.path("code"));
      client.send("{\"command\":\"tts\",\"text\":\"500 100\",\"endOfStream\":true}");
      assertEquals(100, client.await("trackEnd").path("duration").asInt());
    }
  }

  @Test
  void aNoisyFaintCallerIsStillUnderstood() {
    byte[] audio = new TelephoneLine().speech(600, 2_000).silence(600).noise(60).bytes();
    try (WsClient client = answered("\"denoise\":true,\"agc\":{},\"vad\":{}")) {
      for (int at = 0; at + FRAME_BYTES <= audio.length; at += FRAME_BYTES) {
        client.sendAudio(Arrays.copyOfRange(audio, at, at + FRAME_BYTES));
      }
      client.await("speaking");
      assertTrue(client.await("silence").path("duration").asInt() > 300);
    }
  }

  @Test
  void aCallerWhoSpeaksSilencesTheServerAndANoiseOnlyForAMoment() {
    byte[] audio = new TelephoneLine().speech(600, 2_000).silence(1_500).bytes();
    try (WsClient client = answered("\"vad\":{},\"bargeIn\":{\"minSpeech\":5000}")) {
      say(client, "1000 9000");
      for (int at = 0; at + FRAME_BYTES <= audio.length; at += FRAME_BYTES) {
        client.sendAudio(Arrays.copyOfRange(audio, at, at + FRAME_BYTES));
      }

      assertEquals("pause", client.await("other").path("sender").asText());
      assertEquals("resume", client.await("other").path("sender").asText());
    }
  }

  /** Waits until it is heard. */
  private static void say(WsClient client, String text) {
    client.send("{\"command\":\"tts\",\"text\":\"" + text + "\",\"playId\":\"a\"}").await(
        event -> event.path("event").asText().equals("trackStart")
            && event.path("playId").asText().equals("a"),
        "the track");
  }

  private static double level(WsClient client, int hz) {
    return Spectrum.level(new PcmBytes().decode(client.hear(10 * FRAME_BYTES)), 16_000, hz);
  }

  private static WsClient answered(String option) {
    WsClient client = node.connect("/call");
    client.send("{\"command\":\"invite\",\"option\":{" + option + "}}").await("answer");
    return client;
  }
}
