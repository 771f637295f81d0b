package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import io.voxbus.audio.Codec;
import io.voxbus.audio.G711;
import io.voxbus.audio.LinearPcm;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.bot.FakeAudioSocketBot;
import io.voxbus.testing.bot.FakeBot;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls whose conversation is held by a bot written for another telephone system. */
class BotCallTest {
  private static final int HZ = 440;
  @TempDir
  static Path data;
  private static TestNode node;

  private final FakeBot bot = new FakeBot();

  @BeforeAll
  static void start() {
    node = TestNode.start(data, "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void aBotForTwilioHearsAndSpeaksAndEndsTheCall() {
    try (WsClient client = place("twilio", "twilio", bot.url(),
        ",\"parameters\":{\"FirstName\":\"Jane\"}")) {
      assertEquals("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}",
          bot.hearText());
      JsonObject start = new JsonObject(bot.hearText());
      String stream = start.getString("streamSid");
      assertEquals(List.of("/ws?bot=1 null"), bot.handshakes());
      assertEquals("twilio Jane", start.getJsonObject("start").getString("callSid") + " "
          + start.getJsonObject("start").getJsonObject("customParameters")
              .getString("FirstName"));

      bot.say(new JsonObject().put("event", "media").put("streamSid", stream)
          .put("media", new JsonObject().put("payload",
              Base64.getEncoder().encodeToString(tone(G711.MU_LAW, 25))))
          .encode());
      bot.say("{\"event\":\"mark\",\"streamSid\":\"" + stream
          + "\",\"mark\":{\"name\":\"greeting\"}}");
      assertTone(client.hear(16_000), new LinearPcm(16_000), "the caller hears the bot");
      assertEquals("greeting",
          new JsonObject(bot.hearText()).getJsonObject("mark").getString("name"));

      speak(client);
      assertTone(bot.hear(4000), G711.MU_LAW, "the bot hears the caller");

      bot.leave(true);
      JsonNode hangup = client.await("hangup");
      assertEquals("mediaPass bot",
          hangup.path("reason").asText() + " " + hangup.path("initiator").asText());
      assertEquals(List.of("answer", "trackStart", "trackStart", "trackEnd", "trackEnd", "hangup"),
          client.names());
    }
  }

  @Test
  void theBotIsToldOfTheEndOfTheCall() {
    try (WsClient client = place("ended", "twilio", bot.url(), "")) {
      bot.hearText();
      bot.hearText();
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals("stop", new JsonObject(bot.hearText()).getString("event"));
      assertEquals(1000, bot.awaitClose());
    }
  }

  @Test
  void aBotForAsteriskSpeaksItsWords() {
    try (WsClient client = place("asterisk", "asterisk", bot.url(),
        ",\"outputSampleRate\":16000")) {
      String start = bot.hearText();
      assertTrue(
          start.startsWith("MEDIA_START connection_id:") && start.endsWith(
              " channel_id:asterisk format:slin16 optimal_frame_size:640 ptime:20"),
          start);
      assertEquals(List.of("/ws?bot=1 media"), bot.handshakes());
      bot.say("START_MEDIA_BUFFERING");
      bot.say(tone(new LinearPcm(16_000), 25));
      bot.say("STOP_MEDIA_BUFFERING one");
      assertTone(client.hear(16_000), new LinearPcm(16_000), "the caller hears the bot");
      assertEquals("MEDIA_BUFFERING_COMPLETED one", bot.hearText());
      speak(client);
      assertTone(bot.hear(16_000), new LinearPcm(16_000), "the bot hears the caller");
      bot.say("HANGUP");
      assertEquals("bot", client.await("hangup").path("initiator").asText());
      assertEquals(1000, bot.awaitClose());
    }
  }

  @Test
  void aBotForAudioSocketIsCalledByTcp() {
    try (FakeAudioSocketBot plain = new FakeAudioSocketBot();
        WsClient client = place("plain", "audiosocket", plain.url(),
            ",\"parameters\":{\"uuid\":\"00000000-0000-0001-0000-000000000002\"}")) {
      plain.accept();
      FakeAudioSocketBot.Packet id = plain.hear();
      assertEquals("1 [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]",
          id.kind() + " " + java.util.Arrays.toString(id.payload()));
      byte[] tone = tone(new LinearPcm(8000), 25);
      plain.say(0x10, tone);
      assertTone(client.hear(16_000), new LinearPcm(16_000), "the caller hears the bot");
      speak(client);
      FakeAudioSocketBot.Packet heard = plain.hear();
      assertEquals("16 320", heard.kind() + " " + heard.payload().length);
      plain.say(0x00, new byte[0]);
      assertEquals("bot", client.await("hangup").path("initiator").asText());
    }
  }

  @Test
  void aBotThatCannotBeReachedIsAnErrorAndTheCallGoesOn() {
    bot.refuse(403);
    try (WsClient client = place("refused", "twilio",
        bot.url() + "&token=secret", "")) {
      JsonNode error = client.await("error");
      assertEquals("media_pass: " + bot.url() + "&token=*** the bot refused with status 403 502",
          error.path("sender").asText() + " " + error.path("error").asText() + " "
              + error.path("code").asText());
      client.send("{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"t\"}")
          .await("addHistory");
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void aBotThatBreaksOffEndsItsTrackAndTheCallGoesOn() {
    try (WsClient client = place("broken", "twilio", bot.url(), "")) {
      bot.hearText();
      client.await(event -> event.path("trackId").asText().equals("server-side-track"), "track");
      bot.leave(false);
      assertEquals("the bot broke off the connection 502", error(client));
      assertEquals("server-side-track", client.await("trackEnd").path("trackId").asText());
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void nonsenseOfABotIsToldAndLosesNothingElse() {
    try (WsClient client = place("nonsense", "twilio", bot.url(), "")) {
      bot.hearText();
      bot.say("<html>");
      assertEquals("the bot sent what is no message of its dialect 400", error(client));
      bot.say("{\"event\":\"media\",\"media\":{\"payload\":\"###\"}}");
      assertEquals("the bot sent what is no message of its dialect 400", error(client));
      bot.say("{\"event\":\"dance\"}");
      assertEquals("of the bot's message: there is no event \"dance\" 400", error(client));
      bot.say("{\"event\":\"media\",\"media\":{\"payload\":\""
          + Base64.getEncoder().encodeToString(tone(G711.MU_LAW, 25)) + "\"}}");
      assertTone(client.hear(16_000), new LinearPcm(16_000), "it is still heard");
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void whatIsNoBotIsRefusedByName() {
    assertEquals("mediaPass.dialect is one of twilio, asterisk, audiosocket 400",
        refusal("d1", "klingon", bot.url()));
    assertEquals("mediaPass.url wants ws:// or wss:// 400",
        refusal("d2", "twilio", "http://127.0.0.1/"));
    assertEquals("mediaPass.url wants tcp:// 400", refusal("d3", "audiosocket", bot.url()));
    assertEquals("mediaPass.url wants a port after tcp:// 400",
        refusal("d4", "audiosocket", "tcp://127.0.0.1"));
  }

  private static String refusal(String id, String dialect, String url) {
    try (WsClient client = place(id, dialect, url, "")) {
      String error = error(client);
      client.send("{\"command\":\"hangup\"}").await("hangup");
      return error;
    }
  }

  private static String error(WsClient client) {
    JsonNode error = client.await("error");
    return error.path("error").asText() + " " + error.path("code").asText();
  }

  private static WsClient place(String id, String dialect, String url, String more) {
    WsClient client = node.connect("/call?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"mediaPass\":{\"url\":\""
        + url + "\",\"dialect\":\"" + dialect + "\"" + more + "}}}").await("answer");
    return client;
  }

  /** Half a second of a tone. */
  private static void speak(WsClient client) {
    byte[] tone = tone(new LinearPcm(16_000), 25);
    for (int at = 0; at < tone.length; at += 640) {
      client.sendAudio(java.util.Arrays.copyOfRange(tone, at, at + 640));
    }
  }

  private static byte[] tone(Codec codec, int frames) {
    int rate = codec.sampleRate();
    java.io.ByteArrayOutputStream tone = new java.io.ByteArrayOutputStream();
    byte[] bytes = new byte[Codec.MAX_BYTES];
    short[] frame = new short[rate / 50];
    for (int i = 0; i < frames; i++) {
      for (int j = 0; j < frame.length; j++) {
        frame[j] = (short) (8000
            * Math.sin(2 * Math.PI * HZ * (i * frame.length + j) / rate));
      }
      tone.write(bytes, 0, codec.encode(frame, bytes));
    }
    return tone.toByteArray();
  }

  private static void assertTone(byte[] heard, Codec codec, String what) {
    short[] samples = new short[2 * heard.length];
    short[] some = new short[Codec.MAX_SAMPLES];
    int count = 0;
    for (int at = 0; at < heard.length; at += 1000) {
      int more = codec.decode(heard, at, Math.min(1000, heard.length - at), some);
      System.arraycopy(some, 0, samples, count, more);
      count += more;
    }
    short[] later = java.util.Arrays.copyOfRange(samples, count / 2, count);
    assertTrue(Spectrum.level(later, codec.sampleRate(), HZ) > -16, what);
  }
}
