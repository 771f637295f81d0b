package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call over a WebSocket, from the outside: one node, a real socket, fake speech providers. */
class WebSocketCallTest {
  @TempDir
  static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(data, "call:\n  maxCalls: 50\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void answersThenStartsTheCallersTrackAndEndsWithHangupAndCloseFrame() {
    try (WsClient client = node.connect("/call?id=life")) {
      client.send("{\"command\":\"invite\",\"option\":{}}\n").await("trackStart");
      client.send("{\"command\":\"hangup\",\"reason\":\"user_requested\",\"initiator\":\"user\"}");
      JsonNode hangup = client.await("hangup");
      assertEquals(List.of("answer", "trackStart", "trackEnd", "hangup"), client.names());
      assertEquals("user_requested user", hangup.path("reason").asText() + " "
          + hangup.path("initiator").asText());
      assertEquals(1000, client.awaitClose());
      assertNumbered(client, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"pcm,16000", "pcm,8000", "pcm,24000", "pcm,48000", "pcmu,8000", "pcma,8000",
      "g722,16000", "opus,16000"})
  void echoesTheCallersToneInTheCallersCodec(String name, int rate) {
    Codec encoder = Codecs.open(name, rate);
    Codec decoder = Codecs.open(name, rate);
    try (WsClient client = node.connect("/call")) {
      client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"" + name + "\",\"samplerate\":"
          + rate + "}}").await("answer");
      client.send("{\"command\":\"play\",\"url\":\"echo:\"}")
          .send("{\"command\":\"history\",\"speaker\":\"me\",\"text\":\"it plays by now\"}")
          .await("addHistory");
      short[] heard = new short[rate];
      int samples = 0;
      double phase = 0;
      for (int sent = 0; samples < heard.length; sent++) {
        assertTrue(sent < 1000, "the echo is heard");
        short[] frame = new short[rate / 50];
        for (int i = 0; i < frame.length; i++) {
          frame[i] = (short) (8000 * Math.sin(phase));
          phase += 2 * Math.PI * 440 / rate;
        }
        client.sendAudio(encoded(encoder, frame));
        // What comes before the echo plays is not answered, so the caller goes on without it.
        Optional<byte[]> answer = client.hearFrame(200);
        samples = answer.isPresent() ? decode(decoder, answer.get(), heard, samples) : samples;
      }
      assertEquals(-12.2, Spectrum.level(last(heard), rate, 440), 2, "level of the tone");
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void speaksTextAndTellsOfItInOrder() {
    try (WsClient client = answered("spoken", "\"tts\":{\"provider\":\"tone\"}")) {
      client.send("{\"command\":\"tts\",\"text\":\"1000 400\",\"playId\":\"a\","
          + "\"endOfStream\":true,\"autoHangup\":true}");
      byte[] audio = client.hear(2 * 16_000 * 400 / 1000);
      client.await("hangup");
      assertEquals(List.of("answer", "trackStart", "trackStart", "metrics", "metrics", "trackEnd",
          "trackEnd", "hangup"), client.names());
      assertEquals(400, client.seen().get(5).path("duration").asLong());
      assertEquals("autohangup", client.seen().get(7).path("reason").asText());
      assertTrue(Spectrum.level(samples(audio), 16_000, 1000) > -20, "the tone is heard");
      assertEquals(0, client.unheardFrames(), "nothing more is sent");
    }
  }

  @Test
  void interruptEndsWhatIsHeardAtOnce() {
    try (WsClient client = answered("interrupted", "\"tts\":{\"provider\":\"tone\"}")) {
      client.send("{\"command\":\"tts\",\"text\":\"500 9000\",\"playId\":\"long\"}");
      client.hear(6400);
      client.send("{\"command\":\"interrupt\"}");
      JsonNode interruption = client.await("interruption");
      JsonNode end = client.await("trackEnd");
      assertEquals("long", interruption.path("playId").asText());
      assertEquals(9000, interruption.path("totalDuration").asInt());
      assertEquals(end.path("duration").asInt(), interruption.path("current").asInt());
      client.forgetAudio();
      client.send("{\"command\":\"interrupt\"}");
      client.send("{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"t\"}").await("addHistory");
      assertEquals(0, client.unheardFrames(), "stale audio after the interruption was told");
    }
  }

  @Test
  void aVoiceThatFailsCostsItsTrackAndNotTheCall() {
    try (WsClient client = answered("broken", "\"tts\":{\"provider\":\"tone\"}")) {
      client.send("{\"command\":\"tts\",\"text\":\"fail\",\"playId\":\"x\",\"endOfStream\":true}");
      JsonNode error = client.await("error");
      assertEquals("tts.tone 502 the voice broke", error.path("sender").asText() + " "
          + error.path("code").asInt() + " " + error.path("error").asText());
      assertEquals("x", client.await("trackEnd").path("playId").asText());
      client
          .send("{\"command\":\"tts\",\"text\":\"700 60\",\"playId\":\"y\",\"endOfStream\":true}");
      assertEquals("y", client.await("trackEnd").path("playId").asText());
    }
  }

  @Test
  void recognisedWordsComeAsDeltasThenFinalWithBothTimes() {
    try (WsClient client = answered("heard", "\"asr\":{\"provider\":\"scripted\"}")) {
      for (int i = 0; i < 10; i++) {
        client.sendAudio(new byte[640]);
      }
      JsonNode words = client.await("asrFinal");
      assertEquals("one two three", words.path("text").asText());
      assertTrue(words.path("startTime").asLong() > 0);
      assertTrue(words.path("endTime").asLong() >= words.path("startTime").asLong());
      assertTrue(client.names().contains("asrDelta"), "a partial result came first");
      assertTrue(client.names().contains("metrics"), "with its time to first result");
    }
  }

  @Test
  void aRecogniserThatFailsIsToldAfterTheAnswerAndTheCallGoesOn() {
    try (WsClient client = answered("deaf",
        "\"asr\":{\"provider\":\"scripted\",\"extra\":{\"fail\":\"1\"}}")) {
      client.sendAudio(new byte[640]);
      JsonNode error = client.await("error");
      assertEquals("asr.scripted 400 wrong credentials", error.path("sender").asText() + " "
          + error.path("code").asInt() + " " + error.path("error").asText());
      client.send("{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"t\"}").await("addHistory");
    }
  }

  @Test
  void anUnknownProviderIsAnErrorThatNamesTheKnownOnes() {
    try (WsClient client = answered("nobody", "\"asr\":{\"provider\":\"nosuch\"}")) {
      JsonNode error = client.await("error");
      assertEquals("asr.nosuch", error.path("sender").asText());
      assertTrue(error.path("error").asText().contains("scripted"), error.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{nonsense|400", "{\"command\":\"fly\"}|400", "[1]|400",
      "{\"command\":\"tts\",\"waitInputTimeout\":\"soon\"}|400",
      "{\"command\":\"candidate\",\"candidates\":[]}|400", "{\"command\":\"invite\"}|409"})
  void whatCanNotBeDoneIsAnErrorAndTheSocketStaysOpen(String text, int code) {
    try (WsClient client = answered(null, "")) {
      JsonNode error = client.send(text).await("error");
      assertEquals("command " + code,
          error.path("sender").asText() + " " + error.path("code").asInt());
      client.send("{\"command\":\"custom\",\"sender\":\"app\",\"data\":{\"k\":\"v\"}}");
      assertEquals("v", client.await("custom").path("extra").path("k").asText());
    }
  }

  @Test
  void beforeTheInviteAudioIsIgnoredAndCommandsWait() {
    try (WsClient client = node.connect("/call?id=early")) {
      client.sendAudio(new byte[100]);
      client
          .send("{\"command\":\"tts\",\"text\":\"600 100\",\"playId\":\"p\",\"endOfStream\":true}");
      client.send("{\"command\":\"invite\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
      client.await(event -> "p".equals(event.path("playId").asText())
          && "trackEnd".equals(event.path("event").asText()), "end of the early tts");
      assertEquals("answer", client.names().get(0));
      assertFalse(client.names().contains("error"), client.names().toString());
    }
  }

  @Test
  void anUnknownCodecRefusesTheCallWithItsReason() {
    try (WsClient client = node.connect("/call")) {
      client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"mp4\"}}");
      JsonNode error = client.await("error");
      assertEquals(400, error.path("code").asInt());
      assertTrue(error.path("error").asText().contains("pcmu"), error.toString());
      assertEquals("failed", client.await("hangup").path("reason").asText());
      assertEquals(1000, client.awaitClose());
    }
  }

  @Test
  void theIdMayBeUsedAgainOnceTheHangupIsTold() {
    for (int i = 0; i < 5; i++) {
      try (WsClient client = answered("again", "")) {
        client.send("{\"command\":\"hangup\"}").await("hangup");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"webrtc,offer", "sip,no telephone"})
  void otherTransportsSayWhatTheyLack(String path, String why) {
    try (WsClient client = node.connect("/call/" + path)) {
      client.send("{\"command\":\"invite\",\"option\":{\"callee\":\"sip:a@127.0.0.1\"}}");
      assertTrue(client.await("error").path("error").asText().contains(why));
      assertEquals(1000, client.awaitClose());
    }
  }

  @Test
  void aFileOutsideOfTheMediaRootIsNotPlayed() {
    try (WsClient client = answered("nosy", "")) {
      client.send("{\"command\":\"play\",\"url\":\"../../etc/passwd\"}");
      JsonNode error = client.await("error");
      assertEquals("filetrack: ../../etc/passwd 403",
          error.path("sender").asText() + " " + error.path("code").asInt());
      assertEquals("../../etc/passwd", client.await("trackEnd").path("playId").asText());
      client.send("{\"command\":\"play\",\"url\":\"http://127.0.0.1:1/x.wav\"}");
      assertEquals(403, client.await("error").path("code").asInt());
      client.await("trackEnd");
    }
  }

  @Test
  void tonesOfTheKeypadAreHeardAndSent() {
    try (WsClient client = answered("keypad", "\"codec\":\"pcm\"");
        WsClient other = answered("keypad2", "\"codec\":\"pcm\"")) {
      client.send("{\"command\":\"dtmf\",\"digit\":\"5#\",\"durationMs\":100}");
      for (int i = 0; i < 18; i++) {
        other.sendAudio(client.hearFrame());
      }
      assertEquals("5", other.await("dtmf").path("digit").asText());
      assertEquals("#", other.await("dtmf").path("digit").asText());
    }
  }

  @Test
  void aCallWithoutAudioForTooLongIsEnded() {
    try (WsClient client = answered("quiet", "\"inactivityTimeout\":\"100ms\"")) {
      client.await("inactivity");
      assertEquals("inactivityTimeout system", reason(client.await("hangup")));
    }
  }

  @Test
  void moreCallsThanConfiguredAreRefusedWith503() {
    try (TestNode small = TestNode.start(data.resolve("small"), "call:\n  maxCalls: 1\n");
        WsClient first = small.connect("/call?id=1");
        WsClient second = small.connect("/call?id=2")) {
      first.send("{\"command\":\"invite\"}").await("answer");
      second.send("{\"command\":\"invite\"}");
      assertEquals(503, second.await("error").path("code").asInt());
      assertEquals("failed system", reason(second.await("hangup")));
    }
  }

  private static String reason(JsonNode hangup) {
    return hangup.path("reason").asText() + " " + hangup.path("initiator").asText();
  }

  private static WsClient answered(String id, String option) {
    WsClient client = node.connect("/call" + (id == null ? "" : "?id=" + id));
    client.send("{\"command\":\"invite\",\"option\":{" + option + "}}").await("answer");
    return client;
  }

  private static void assertNumbered(WsClient client, long first) {
    long seq = first;
    for (JsonNode event : client.seen()) {
      assertEquals(seq++, event.path("seq").asLong(), client.seen().toString());
    }
  }

  private static byte[] encoded(Codec codec, short[] frame) {
    byte[] bytes = new byte[Codec.MAX_BYTES];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, codec.encode(frame, bytes));
    return out.toByteArray();
  }

  private static int decode(Codec codec, byte[] packet, short[] into, int at) {
    short[] decoded = new short[Codec.MAX_SAMPLES];
    int samples = Math.min(codec.decode(packet, 0, packet.length, decoded), into.length - at);
    System.arraycopy(decoded, 0, into, at, samples);
    return at + samples;
  }

  private static short[] last(short[] pcm) {
    return java.util.Arrays.copyOfRange(pcm, pcm.length / 2, pcm.length);
  }

  private static short[] samples(byte[] pcm) {
    short[] samples = new short[pcm.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (pcm[2 * i] & 0xff | pcm[2 * i + 1] << 8);
    }
    return samples;
  }
}
