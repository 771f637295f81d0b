package io.voxbus.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.bot.PhoneSystem;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that other telephone systems bring, as their documentation says they do. */
class CallerSystemsTest {
  private static final String STREAM = "MZ18ad3ab5a668481ce02b83e7395059f0";
  @TempDir
  static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(data, "  callers:\n    audiosocketPort: 0\n    startTimeout: 500ms\n",
        "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aStreamOfTwilioIsACall() {
    try (PhoneSystem twilio = PhoneSystem.connect(node.port(), "/twilio")) {
      twilio.say("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}")
          .say(
              twilioStart("CA1", "\"option\":\"{\\\"inactivityTimeout\\\":60}\",\"who\":\"Jane\""));
      try (WsClient client = joined("CA1")) {
        client.send("{\"command\":\"play\",\"url\":\"tone:440\"}");
        JsonObject media = new JsonObject(twilio.hearText("{\"event\":\"media\""));
        assertEquals(STREAM + " 160",
            media.getString("streamSid") + " " + Base64.getDecoder()
                .decode(media.getJsonObject("media").getString("payload")).length);

        client.send("{\"command\":\"interrupt\"}").await("trackEnd");
        assertEquals("{\"event\":\"clear\",\"streamSid\":\"" + STREAM + "\"}",
            twilio.hearText("{\"event\":\"clear\""));

        twilio.say("{\"event\":\"dtmf\",\"streamSid\":\"" + STREAM
            + "\",\"dtmf\":{\"track\":\"inbound_track\",\"digit\":\"7\"}}");
        assertEquals("7", client.await("dtmf").path("digit").asText());

        client.send("{\"command\":\"play\",\"url\":\"echo:\"}");
        assertTrue(hearsItself(twilio), "the caller's own voice comes back");

        twilio.say("{\"event\":\"stop\",\"streamSid\":\"" + STREAM
            + "\",\"stop\":{\"accountSid\":\"AC1\",\"callSid\":\"CA1\"}}");
        var hangup = client.await("hangup");
        assertEquals("clientDisconnected client Jane",
            hangup.path("reason").asText() + " " + hangup.path("initiator").asText() + " "
                + hangup.path("extra").path("who").asText());
        assertEquals("1000 the caller has hung up", twilio.awaitClose());
      }
    }
  }

  @Test
  void nonsenseOfTwilioIsToldAndLosesNothingElse() {
    try (PhoneSystem twilio = PhoneSystem.connect(node.port(), "/twilio")) {
      twilio.say(twilioStart("CA2", ""));
      try (WsClient client = joined("CA2")) {
        twilio.say("<html>").say("{\"event\":\"dance\"}").say(new byte[10])
            .say("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"x\"}}")
            .say("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"1\"}}");
        String of = "of the telephone system: ";
        assertEquals(
            List.of(of + "a message that is none of its dialect",
                of + "there is no event \"dance\"",
                of + "binary messages mean nothing to Twilio", of + "there is no such key"),
            List.of(error(client), error(client), error(client), error(client)));
        assertEquals("1", client.await("dtmf").path("digit").asText());
        client.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals("1000 system", twilio.awaitClose());
      }
    }
  }

  @Test
  void whoDoesNotSayWhatItsCallIsIsSentAway() {
    try (PhoneSystem silent = PhoneSystem.connect(node.port(), "/twilio");
        PhoneSystem wrong = PhoneSystem.connect(node.port(), "/asterisk", "media")) {
      wrong.say("MEDIA_START connection_id:c format:g729");
      assertEquals("1008 the format g729 is none of ulaw, alaw, g722, slin, slin16, slin24, slin48",
          wrong.awaitClose());
      assertEquals("1008 no call in time", silent.awaitClose());
    }
  }

  @Test
  void aChannelOfAsteriskIsACall() {
    try (PhoneSystem asterisk = PhoneSystem.connect(node.port(),
        "/asterisk?option=%7B%22extra%22%3A%7B%22a%22%3A%22b%22%7D%7D", "media")) {
      assertEquals("media", asterisk.subprotocol());
      asterisk.say("MEDIA_START connection_id:e226e283 channel:WebSocket/e226e283 "
          + "channel_id:1754.1 format:slin16 optimal_frame_size:640 ptime:20");
      assertEquals("ANSWER", asterisk.hearText());
      try (WsClient client = joined("1754.1")) {
        client.send("{\"command\":\"play\",\"url\":\"tone:440\"}");
        assertEquals(640, asterisk.hear(640).length);
        asterisk.say("DTMF_END digit:#");
        assertEquals("#", client.await("dtmf").path("digit").asText());
        client.send("{\"command\":\"interrupt\"}");
        assertEquals("FLUSH_MEDIA", asterisk.hearText());
        client.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals("HANGUP", asterisk.hearText());
        assertEquals("1000 system", asterisk.awaitClose());
      }
    }
  }

  @Test
  void aChannelOfAsteriskThatTalksJsonIsAnsweredInJson() {
    try (PhoneSystem asterisk = PhoneSystem.connect(node.port(), "/asterisk", "media")) {
      asterisk.say("{\"event\":\"MEDIA_START\",\"channel_id\":\"1754.2\",\"format\":\"slin16\","
          + "\"optimal_frame_size\":640,\"channel_variables\":{\"A\":\"b\"}}");
      assertEquals("{\"command\":\"ANSWER\"}", asterisk.hearText());
      try (WsClient client = joined("1754.2")) {
        client.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals("{\"command\":\"HANGUP\"}", asterisk.hearText());
      }
    }
  }

  @Test
  void aConnectionOfAudioSocketIsACall() throws IOException {
    try (Socket asterisk = new Socket("127.0.0.1", node.audioSocketPort())) {
      asterisk.setSoTimeout(20_000);
      DataOutputStream out = new DataOutputStream(asterisk.getOutputStream());
      DataInputStream in = new DataInputStream(asterisk.getInputStream());
      out.write(new byte[]{1, 0, 16, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2});
      try (WsClient client = joined("00000000-0000-0001-0000-000000000002")) {
        client.send("{\"command\":\"play\",\"url\":\"tone:440\"}");
        byte[] packet = in.readNBytes(323);
        assertEquals("[16, 1, 64]", Arrays.toString(Arrays.copyOf(packet, 3)));
        out.write(new byte[]{3, 0, 1, '9', 0x12, 0, 1, 0});
        assertEquals("9", client.await("dtmf").path("digit").asText());
        assertEquals("of the telephone system: no packet of kind 0x12 is expected",
            error(client));
        out.write(new byte[]{0, 0, 0});
        assertEquals("clientDisconnected", client.await("hangup").path("reason").asText());
      }
    }
  }

  @Test
  void withKeysOnlyCallsThatBringOneComeIn(@TempDir Path other) {
    try (TestNode guarded = TestNode.start(other, "  keys: [k1]\n  host: 127.0.0.1\n", "");
        PhoneSystem stranger = PhoneSystem.connect(guarded.port(), "/twilio");
        PhoneSystem known = PhoneSystem.connect(guarded.port(), "/twilio")) {
      assertEquals(401, guarded.refusal("/asterisk"));
      stranger.say(twilioStart("CA3", "\"token\":\"wrong\""));
      assertEquals("1008 an API key is wanted", stranger.awaitClose());
      known.say(twilioStart("CA3", "\"token\":\"k1\""));
      try (WsClient client = joined(guarded, "CA3", "&token=k1")) {
        assertEquals(401, hangUp(guarded, "CA3", "Status=completed", "wrong").status());
        assertEquals(400, hangUp(guarded, "CA3", "Status=busy", "k1").status());
        assertEquals("{\"code\":20404,\"message\":\"there is no call CA4\",\"status\":404}",
            hangUp(guarded, "CA4", "Status=completed", "k1").body());
        assertEquals("{\"sid\":\"CA3\",\"status\":\"completed\"}",
            hangUp(guarded, "CA3", "Status=completed", "k1").body());
        assertEquals("bot", client.await("hangup").path("initiator").asText());
      }
    }
  }

  @Test
  void whoBringsNoKeyKeepsNobodyOutWhoHasOne(@TempDir Path other) {
    List<PhoneSystem> strangers = new ArrayList<>();
    try (TestNode guarded = TestNode.start(other,
        "  keys: [k1]\n  host: 127.0.0.1\n  maxSockets: 40\n", "")) {
      try {
        for (int i = 0; i < 40; i++) {
          strangers.add(PhoneSystem.connect(guarded.port(), "/twilio"));
        }
      } catch (RuntimeException | AssertionError refused) {
        // all places of those who bring no key are taken
      }
      try (WsClient client = WsClient.connect(guarded.port(), "/call?id=known&token=k1")) {
        client.send("{\"command\":\"invite\",\"option\":{}}").await("answer");
      } finally {
        strangers.forEach(PhoneSystem::close);
      }
    }
  }

  /** As bots of Twilio do it. */
  private static TestNode.Answer hangUp(TestNode node, String sid, String form, String key) {
    return node.send(HttpRequest
        .newBuilder(node.uri("/2010-04-01/Accounts/AC1/Calls/" + sid + ".json"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Authorization",
            "Basic " + Base64.getEncoder().encodeToString(("AC1:" + key).getBytes(UTF_8)))
        .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  /** Speaks until what it says comes back. */
  private static boolean hearsItself(PhoneSystem twilio) {
    byte[] loud = new byte[160];
    String media = "{\"event\":\"media\",\"streamSid\":\"" + STREAM
        + "\",\"media\":{\"track\":\"inbound\",\"payload\":\""
        + Base64.getEncoder().encodeToString(loud) + "\"}}";
    for (int i = 0; i < 1000; i++) {
      twilio.say(media);
      LockSupport.parkNanos(20_000_000);
      for (String heard = twilio.poll(); heard != null; heard = twilio.poll()) {
        if (heard.startsWith("{\"event\":\"media\"") && Arrays.equals(loud, Base64.getDecoder()
            .decode(new JsonObject(heard).getJsonObject("media").getString("payload")))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String twilioStart(String callSid, String parameters) {
    return "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"start\":{\"accountSid\":\"AC1\","
        + "\"streamSid\":\"" + STREAM + "\",\"callSid\":\"" + callSid
        + "\",\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\","
        + "\"sampleRate\":8000,\"channels\":1},\"customParameters\":{" + parameters
        + "}},\"streamSid\":\"" + STREAM + "\"}";
  }

  private static String error(WsClient client) {
    return client.await("error").path("error").asText();
  }

  private static boolean answered(JsonNode lists, String id) {
    return lists.path("calls").valueStream().anyMatch(
        call -> call.path("id").asText().equals(id) && call.hasNonNull("answerTime"));
  }

  /** A client that takes part in the call, once there is one. */
  private static WsClient joined(String id) {
    return joined(node, id, "");
  }

  private static WsClient joined(TestNode node, String id, String more) {
    for (int i = 0; i < 1000; i++) {
      if (answered(node.get("/call/lists?" + more).json(), id)) {
        WsClient client = node.connect("/call?attach=true&id=" + id + more);
        client.await("answer");
        return client;
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("no call " + id);
  }
}
