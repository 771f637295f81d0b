package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.audio.G711;
import io.voxbus.bus.Json;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.TestWebhook;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestPhone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Telephone calls through a whole node: a client on a WebSocket, a telephone with sound. */
class PhoneCallTest {
  @TempDir
  static Path data;
  private static TestWebhook webhook;
  private static TestNode node;

  @BeforeAll
  static void start() {
    webhook = TestWebhook.start();
    node = TestNode.start(data, """
        rtp: {host: 127.0.0.1, statistics: "500ms"}
        sip:
          enabled: true
          listen: {host: 127.0.0.1, udp: 0, tcp: 0}
          guard: {trust: [127.0.0.0/8]}
        call:
          incoming: {acceptTimeout: 30, webhook: {urls: ["%s"], tries: 1}}
        """.formatted(webhook.url()));
  }

  @AfterAll
  static void stop() {
    node.close();
    webhook.close();
  }

  @Test
  void aCallIsPlacedRingsAndIsHeardInBothDirections() {
    try (TestPhone bob = phone(); WsClient client = node.connect("/call/sip?id=out")) {
      invite(client, bob, "\"tts\":{\"provider\":\"tone\"}");
      bob.awaitInvite();
      bob.ring();
      assertEquals("false", client.await("ringing").path("earlyMedia").asText());
      bob.take();
      JsonNode answer = client.await("answer");
      assertTrue(answer.path("sdp").asText().contains("m=audio"));
      client.await("trackStart");
      client.send("{\"command\":\"tts\",\"text\":\"1000 2000\",\"playId\":\"t\"}");
      bob.rtp().sayTone(440, 20);
      bob.rtp().awaitTone(1000, 100);
      client.await("mediaReady");
      client.send("{\"command\":\"play\",\"url\":\"echo:\"}").await(
          event -> "echo:".equals(event.path("playId").asText()), "the echo");
      bob.rtp().sayTone(600, 40);
      bob.rtp().awaitTone(600, 100);
      assertEquals(200, bob.bye());
      JsonNode hangup = client.await("hangup");
      assertEquals(List.of("callee", "callee", "bob"),
          List.of(hangup.path("reason").asText(), hangup.path("initiator").asText(),
              hangup.path("to").path("username").asText()));
      assertEquals(1000, client.awaitClose());
      assertEquals(200, record("out").path("status_code").asInt());
    }
  }

  @Test
  void earlyMediaIsTold() {
    try (TestPhone bob = phone(); WsClient client = node.connect("/call/sip")) {
      invite(client, bob, "");
      bob.awaitInvite();
      bob.progress();
      assertEquals("true", client.await("ringing").path("earlyMedia").asText());
      bob.take();
      client.await("answer");
      client.send("{\"command\":\"hangup\",\"reason\":\"done\",\"headers\":{\"X-Why\":\"done\"}}");
      assertEquals("done", bob.agree().header("X-Why"));
      assertEquals("done", client.await("hangup").path("reason").asText());
    }
  }

  @Test
  void whatEarlyMediaSaysIsTold() {
    try (TestPhone bob = phone(); WsClient client = node.connect("/call/sip")) {
      invite(client, bob, "\"ringbackDetection\":{}");
      bob.awaitInvite();
      bob.progress();
      client.await("ringing");
      bob.rtp().talk(tone());
      JsonNode told = client.await("ringbackState");
      assertEquals("ringing 3 false", told.path("state").asText() + " " + told.path("stateIndex")
          + " " + told.path("isFinal"));
      bob.take();
      client.await("answer");
    }
  }

  @Test
  void aRefusalIsToldAndRecorded() {
    try (TestPhone bob = phone(); WsClient client = node.connect("/call/sip?id=busy")) {
      invite(client, bob, "");
      bob.awaitInvite();
      bob.refuse(486, "Busy Here");
      client.await("hangup");
      assertEquals(List.of("reject", "error", "hangup"), client.names());
      assertEquals(486, client.seen().getFirst().path("code").asInt());
      assertEquals("rejected", client.seen().getLast().path("reason").asText());
      assertEquals(1000, client.awaitClose());
      assertEquals(List.of("486", "rejected"), List.of(
          record("busy").path("status_code").asText(),
          record("busy").path("hangup_reason").asText()));
    }
  }

  @Test
  void anInviteWithoutCalleeIsRefused() {
    try (WsClient client = node.connect("/call/sip")) {
      client.send("{\"command\":\"invite\",\"option\":{}}").await("hangup");
      assertEquals(List.of("error", "hangup"), client.names());
    }
  }

  @Test
  void digitsAreHeardAndSent() {
    try (TestPhone bob = phone(); WsClient client = node.connect("/call/sip")) {
      talk(client, bob);
      assertEquals(200, bob.ask("INFO", "application/dtmf-relay", "Signal=7\r\n").status());
      assertEquals("7", client.await("dtmf").path("digit").asText());
      client.send("{\"command\":\"dtmf\",\"digit\":\"5\"}");
      while (bob.rtp().receive().payloadType() != 101) {
        // audio
      }
    }
  }

  @Test
  void theFarEndHoldsAndWeHoldIt() {
    try (TestPhone bob = phone(); WsClient client = node.connect("/call/sip")) {
      talk(client, bob);
      SipText held = bob.ask("INVITE", "application/sdp",
          bob.rtp().sdp("a=sendonly\n").replace("\n", "\r\n"));
      assertTrue(held.body().contains("a=recvonly"), held.body());
      assertTrue(client.await("hold").path("onHold").asBoolean());
      bob.ask("INVITE", "application/sdp", bob.rtp().sdp("a=sendrecv\n").replace("\n", "\r\n"));
      assertEquals(false, client.await("hold").path("onHold").asBoolean(true));
      client.send("{\"command\":\"hold\"}");
      SipText reinvite = bob.awaitInvite();
      assertTrue(reinvite.body().contains("a=sendonly"), reinvite.body());
      bob.take();
    }
  }

  @Test
  void aCallComesInIsTakenAndHeardInBothDirections() {
    webhook.answer(200, "");
    try (TestPhone alice = phone()) {
      alice.call("X-Order: 7");
      JsonNode told = webhook.await();
      assertEquals(told.path("dialog_id"), told.path("dialogId"));
      assertTrue(told.path("headers").toString().contains("X-Order: 7"));
      String id = told.path("dialogId").asText();
      assertEquals("pending", state(id));
      try (WsClient client = node.connect("/call/sip?id=" + id)) {
        JsonNode incoming = client.await("incoming");
        assertEquals(1, client.seen().size(), "it is the first event");
        assertEquals("sip:peer@127.0.0.1", incoming.path("caller").asText());
        client.send("{\"command\":\"ringing\"}");
        assertEquals(180, alice.answer().status());
        client.send(
            "{\"command\":\"accept\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
        client.send("{\"command\":\"tts\",\"text\":\"1000 2000\",\"playId\":\"t\"}");
        assertEquals(200, alice.answer().status());
        alice.rtp().awaitTone(1000, 200);
        client.await("answer");
        assertEquals("answered", state(id));
        assertEquals(409, node.refusal("/call/sip?id=" + id));
        assertEquals(200, alice.bye());
        assertEquals("caller", client.await("hangup").path("reason").asText());
      }
    }
  }

  @Test
  void aRingtoneIsHeardBeforeTheCallIsTaken() {
    webhook.answer(200,
        "{\"action\":\"ringing\",\"ringtone\":\"tone:800\",\"recorder\":{}}");
    try (TestPhone alice = phone()) {
      alice.call();
      String id = webhook.await().path("dialogId").asText();
      assertEquals(183, alice.answer().status());
      alice.rtp().awaitTone(800, 200);
      try (WsClient client = node.connect("/call/sip?id=" + id)) {
        client.await("incoming");
        client.send("{\"command\":\"accept\",\"option\":{\"vad\":{}}}").await("answer");
        assertEquals(200, alice.answer().status());
        client.send("{\"command\":\"hangup\"}").await("hangup");
        assertEquals("BYE", alice.agree().method());
      }
    }
  }

  @Test
  void whoIsNotTakenIsToldWhy() {
    webhook.answer(200, "{\"action\":\"reject\",\"code\":486,\"reason\":\"lunch\"}");
    try (TestPhone alice = phone()) {
      alice.call();
      webhook.await();
      SipText refusal = alice.answer();
      assertEquals("486 SIP;cause=486;text=\"lunch\"",
          refusal.status() + " " + refusal.header("Reason"));
    }
  }

  @Test
  void aWebhookThatFailsRefusesTheCall() {
    webhook.answer(500, "");
    try (TestPhone alice = phone()) {
      alice.call();
      webhook.await();
      assertEquals(503, alice.answer().status());
    }
  }

  @Test
  void theWebhookTakesTheCallItself() {
    webhook.answer(200, "{\"action\":\"accept\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
    try (TestPhone alice = phone()) {
      alice.call();
      String id = webhook.await().path("dialogId").asText();
      assertEquals(200, alice.answer().status());
      node.post("/command/" + id, "{\"command\":\"tts\",\"text\":\"900 2000\"}");
      alice.rtp().awaitTone(900, 200);
      assertEquals(200, alice.bye());
    }
  }

  @Test
  void theCallerGivesUpBeforeTheCallIsTaken() {
    webhook.answer(200, "");
    try (TestPhone alice = phone()) {
      alice.call("Call-ID: gives-up", "CSeq: 1 INVITE",
          "Via: SIP/2.0/UDP " + alice.sip().address() + ";rport;branch=z9hG4bK-gives-up",
          "From: <sip:peer@127.0.0.1>;tag=gives-up");
      String id = webhook.await().path("dialogId").asText();
      try (WsClient client = node.connect("/call/sip?id=" + id)) {
        client.await("incoming");
        alice.sip().send(alice.sip().request("CANCEL", "sip:voxbus@127.0.0.1",
            "Call-ID: gives-up", "CSeq: 1 CANCEL",
            "Via: SIP/2.0/UDP " + alice.sip().address() + ";rport;branch=z9hG4bK-gives-up",
            "From: <sip:peer@127.0.0.1>;tag=gives-up"));
        JsonNode hangup = client.await("hangup");
        assertEquals("canceled caller",
            hangup.path("reason").asText() + " " + hangup.path("initiator").asText());
      }
    }
  }

  @Test
  void aClientThatLeavesBeforeItTakesTheCallRefusesIt() {
    webhook.answer(200, "");
    try (TestPhone alice = phone()) {
      alice.call();
      WsClient client = node
          .connect("/call/sip?id=" + webhook.await().path("dialogId").asText());
      client.await("incoming");
      client.closeFrame();
      assertEquals(603, alice.answer().status());
    }
  }

  @Test
  void theCallIsTransferredToASecondLegAndBack() {
    try (TestPhone bob = phone();
        TestPhone carol = phone();
        WsClient client = node.connect("/call/sip")) {
      talk(client, bob);
      client.send("{\"command\":\"refer\",\"callee\":\"" + carol.uri()
          + "\",\"options\":{\"moh\":\"tone:500\",\"autoHangup\":false}}");
      carol.awaitInvite();
      bob.rtp().awaitTone(500, 200);
      carol.ring();
      assertTrue(client.await("ringing").path("refer").asBoolean());
      carol.take();
      assertTrue(client.await("answer").path("refer").asBoolean());
      bob.sayUntilHeard(700, carol);
      carol.sayUntilHeard(900, bob);
      carol.bye();
      assertTrue(client.await("hangup").path("refer").asBoolean());
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  /** 20 ms of 400 Hz, whole periods of it. */
  private static byte[] tone() {
    short[] frame = new short[160];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = (short) Math.round(6_000 * Math.sin(2 * Math.PI * 400 * i / 8_000));
    }
    byte[] payload = new byte[160];
    G711.MU_LAW.encode(frame, payload);
    return payload;
  }

  private static TestPhone phone() {
    return TestPhone.of(node.sipPort("UDP"));
  }

  private static void invite(WsClient client, TestPhone to, String more) {
    client.send("{\"command\":\"invite\",\"option\":{\"caller\":\"sip:alice@127.0.0.1\","
        + "\"callee\":\"" + to.uri() + "\"" + (more.isEmpty() ? "" : "," + more) + "}}");
  }

  private static void talk(WsClient client, TestPhone bob) {
    invite(client, bob, "");
    bob.awaitInvite();
    bob.take();
    client.await("trackStart");
    bob.rtp().sayTone(440, 10);
  }

  private static String state(String id) {
    for (JsonNode call : node.get("/call/lists").json().path("calls")) {
      if (id.equals(call.path("id").asText())) {
        return call.path("state").asText();
      }
    }
    return "";
  }

  /** The record of a call, once it is written. */
  private static JsonNode record(String id) {
    for (long end = System.nanoTime() + 10_000_000_000L; System.nanoTime() < end;) {
      try (Stream<Path> files = Files.list(data.resolve("cdr"))) {
        Path file = files.filter(one -> one.toString().endsWith("_" + id + ".json")).findFirst()
            .orElse(null);
        if (file != null) {
          return Json.mapper().readTree(Files.readString(file));
        }
        Thread.onSpinWait();
      } catch (IOException e) {
        Thread.onSpinWait(); // not written to the end yet
      }
    }
    throw new AssertionError("no record of " + id);
  }
}
