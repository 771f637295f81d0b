package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.dtls.SrtpProfile;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.testing.Signals;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.webrtc.Browser;
import io.voxbus.testing.webrtc.LossyWire;
import io.voxbus.testing.webrtc.Offers;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A call by WebRTC, from the outside: one node, a client of our own on loopback. */
class WebRtcCallTest {
  private static final short[] TONE = Signals.sine(16_000, 500, -12, 16_000);
  private static final int SECOND = 16_000;
  private static final String KEYS = "1234567890*#ABCD";
  @TempDir
  static Path data;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(data, "  adminKeys: [secret]\n", "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void answersStartsTheTrackAndIsReadyWhenMediaFlows() {
    try (WsClient client = node.connect("/call/webrtc?id=life");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      browser.answer(place(client, browser, "{}").path("sdp").asText()).say(TONE).awaitSecured();
      client.await("mediaReady");
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(List.of("answer", "trackStart", "mediaReady", "metrics", "trackEnd", "hangup"),
          client.names().stream().distinct().toList());
      assertEquals(1000, client.awaitClose());
    }
  }

  @ParameterizedTest
  @EnumSource(RtpCodec.class)
  void eachSideHearsTheOtherInTheCodecOfTheOffer(RtpCodec codec) {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(codec, 8000)) {
      call(client, browser, "{}");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      assertHears(browser, 700, -20);
      client.send("{\"command\":\"play\",\"url\":\"echo:\"}").await("trackStart");
      assertHears(browser, 500, -20);
    }
  }

  @Test
  void aCallGoesOnInNewCodeWithoutTheBrowserNoticing() {
    try (WsClient client = node.connect("/call/webrtc?id=moving");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      call(client, browser, "{}");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      for (String component : List.of("media", "call", "ws", "media")) {
        JsonNode done = node.send(HttpRequest.newBuilder(node.uri("/admin/nodes/node-1/components/"
            + component + "/redeploy?migrate=true")).header("Authorization", "Bearer secret")
            .POST(HttpRequest.BodyPublishers.noBody())).json().path("nodes").get(0);
        if (component.equals("media")) { // also of calls of other tests, whose clients may still come back
          assertEquals(0, done.path("staying").asInt());
        } else {
          assertEquals(1, done.path("migrated").asInt(), component);
        }
      }
      assertHears(browser, 700, -20);
      client.send("{\"command\":\"play\",\"url\":\"echo:\"}").await("trackStart");
      assertHears(browser, 500, -20);
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
  }

  @Test
  void aClientThatOnlyListensIsReadyWhenItIsConnected() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      String offer = browser.offer().replace("a=sendrecv", "a=recvonly");
      browser.answer(place(client, offer, "{}").path("sdp").asText()).awaitSecured();
      client.await("mediaReady");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      assertHears(browser, 700, -20);
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void bothWaysToProtectMediaWork(SrtpProfile profile) {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.PCMU, 8000).with(profile)) {
      call(client, browser, "{}");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      assertHears(browser, 700, -20);
    }
  }

  @ParameterizedTest
  @CsvSource({"OPUS, 48000", "OPUS, 8000", "PCMA, 8000"})
  void keysAreHeardWholeThroughABadNetwork(RtpCodec codec, int eventsClock) throws Exception {
    List<LossyWire> wires = new ArrayList<>();
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(codec, eventsClock)) {
      browser.answer(place(client, browser, "{}").path("sdp").asText(), server -> {
        wires.add(new LossyWire(server, new LossyWire.Trouble(10, 2, 20, 30), 11));
        return wires.get(0).address();
      }).say(TONE).awaitSecured();
      client.await("mediaReady");
      browser.press(KEYS).get(20, TimeUnit.SECONDS);
      StringBuilder digits = new StringBuilder();
      while (digits.length() < KEYS.length()) {
        digits.append(client.await("dtmf").path("digit").asText());
      }
      assertEquals(KEYS, digits.toString());
    } finally {
      wires.forEach(LossyWire::close);
    }
  }

  @Test
  void aCallThroughABadNetworkIsUpSoon() {
    List<LossyWire> wires = new ArrayList<>();
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      String answer = place(client, browser, "{}").path("sdp").asText();
      long begun = System.nanoTime();
      browser.answer(answer, server -> {
        wires.add(new LossyWire(server, new LossyWire.Trouble(10, 2, 50, 20), 3));
        return wires.get(0).address();
      }).awaitSecured();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      assertTrue(millis < 3000, millis + " ms");
    } finally {
      wires.forEach(LossyWire::close);
    }
  }

  @Test
  void aClientWithNewAddressesRestartsIceAndTheCallGoesOn() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      String first = call(client, browser, "{}");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      assertHears(browser, 700, -20);
      browser.restart();
      String second = place(client, browser, "{}").path("sdp").asText();
      assertEquals(false, line(first, "a=ice-ufrag").equals(line(second, "a=ice-ufrag")));
      assertEquals(line(first, "a=fingerprint"), line(second, "a=fingerprint"));
      browser.answer(second);
      assertHears(browser, 700, -20);
    }
  }

  @Test
  void packetsFollowAClientWhoseAddressChanges() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.PCMU, 8000)) {
      call(client, browser, "{}");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      assertHears(browser, 700, -20);
      browser.move();
      assertHears(browser, 700, -20);
    }
  }

  @Test
  void aHandshakeThatDoesNotHappenInTimeEndsTheCall() {
    try (WsClient client = node.connect("/call/webrtc?id=late");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      place(client, browser, "{\"handshakeTimeout\":\"300ms\"}");
      JsonNode error = client.await("error");
      assertEquals("webrtc 408 ICE and DTLS were not up after 300 ms", error.path("sender").asText()
          + " " + error.path("code").asInt() + " " + error.path("error").asText());
      assertEquals("iceFailed", client.await("hangup").path("reason").asText());
      assertEquals(false, calls().contains("late"));
    }
  }

  @Test
  void aClientThatShowsAnotherCertificateThanItsOfferIsRefused() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser other = new Browser(RtpCodec.OPUS, 48_000);
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      String forged = browser.offer().replace(line(browser.offer(), "a=fingerprint"),
          line(other.offer(), "a=fingerprint"));
      browser.answer(place(client, forged, "{}").path("sdp").asText()).awaitFailure();
      assertEquals(502, client.await("error").path("code").asInt());
      assertEquals("iceFailed", client.await("hangup").path("reason").asText());
    }
  }

  @Test
  void aClientThatClosesItsConnectionEndsTheCall() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.OPUS, 48_000)) {
      call(client, browser, "{}");
      browser.farewell();
      JsonNode hangup = client.await("hangup");
      assertEquals("caller caller",
          hangup.path("reason").asText() + " " + hangup.path("initiator").asText());
      assertEquals(List.of(), client.names().stream().filter("error"::equals).toList());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"m=audio|m=video|488", "a=fingerprint|a=none|488",
      "SAVPF 111 63 9 0 8 13 110 126|SAVPF 63 13|488", "v=0|hello|400"})
  void anOfferThatIsOfNoUseIsAnErrorAndLeavesNothing(String from, String to, int code) {
    refused(Offers.read("chromium").replace(from, to), code);
  }

  @Test
  void anOfferThatIsTooLargeIsAnError() {
    refused(Offers.read("chromium") + "a=x\r\n".repeat(14_000), 400);
    refused("", 400);
  }

  private static void refused(String offer, int code) {
    try (WsClient client = node.connect("/call/webrtc?id=bad" + offer.hashCode())) {
      client.send(invite(offer, "{}"));
      assertEquals(code, client.await("error").path("code").asInt());
      assertEquals("failed", client.await("hangup").path("reason").asText());
      assertEquals(1000, client.awaitClose());
      assertEquals(0, calls().stream().filter(id -> id.startsWith("bad")).count());
    }
  }

  @Test
  void candidatesAreTakenAndMalformedOnesAreAnError() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.PCMU, 8000)) {
      call(client, browser, "{}");
      client.send("{\"command\":\"candidate\",\"candidates\":"
          + "[\"candidate:1 1 UDP 2122252543 192.0.2.1 12345 typ host\"]}");
      client.send("{\"command\":\"addIceCandidate\",\"candidate\":\"\",\"sdpMid\":\"0\"}");
      client.send("{\"command\":\"addIceCandidate\",\"candidate\":\"nonsense\"}");
      JsonNode error = client.await("error");
      assertEquals("400 not an ICE candidate",
          error.path("code").asInt() + " " + error.path("error").asText());
    }
  }

  @Test
  void whoSubscribesHearsBothSidesOnTheSocket() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser browser = new Browser(RtpCodec.PCMU, 8000)) {
      call(client, browser, "{\"subscribe\":true}");
      client.send("{\"command\":\"play\",\"url\":\"tone:700\"}").await("trackStart");
      Set<String> kinds = new TreeSet<>();
      for (int i = 0; i < 500 && kinds.size() < 2; i++) {
        byte[] frame = client.hearFrame();
        kinds.add(frame[0] + " " + frame.length);
      }
      assertEquals(Set.of("0 641", "1 641"), kinds);
    }
  }

  @Test
  void whatIsNotTheClientsIsDroppedAndTheCallGoesOn() {
    try (WsClient client = node.connect("/call/webrtc");
        Browser stranger = new Browser(RtpCodec.PCMU, 8000);
        Browser browser = new Browser(RtpCodec.PCMU, 8000)) {
      String answer = call(client, browser, "{}");
      client.send("{\"command\":\"play\",\"url\":\"echo:\"}").await("trackStart");
      assertHears(browser, 500, -20);
      stranger
          .answer(answer.replace(line(answer, "a=ice-pwd"), "a=ice-pwd:guessedGuessedGuessed12"));
      byte[] last = browser.lastSent();
      for (int i = 0; i < 300; i++) {
        byte[] forged = last.clone();
        forged[3] += (byte) i;
        forged[20] ^= (byte) 1;
        browser.send(forged); // forged
        browser.send(last); // repeated
        browser.send(new byte[]{22, (byte) 254, (byte) 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7});
        stranger.send(new byte[]{22, (byte) 254, (byte) 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7});
        stranger.send(last);
        stranger.send(new byte[]{0, 1, 0, 0, 1, 2, 3});
      }
      assertHears(browser, 500, -20);
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
    String metrics = node.getManagement("/metrics").body();
    assertTrue(counted(metrics, "dtls") >= 300, metrics);
    assertTrue(counted(metrics, "media") >= 300, metrics);
    assertTrue(counted(metrics, "malformed check") >= 300, metrics);
    assertTrue(counted(metrics, "strange check") >= 1, metrics);
  }

  private static List<String> calls() {
    return node.get("/call/lists").json().path("calls").findValuesAsText("id");
  }

  private static double counted(String metrics, String what) {
    return metrics.lines().filter(line -> line.startsWith("voxbus_webrtc_dropped_total")
        && line.contains("\"" + what + "\"")).mapToDouble(
            line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Places a call that is up and whose client says a tone; gives the answer. */
  private static String call(WsClient client, Browser browser, String option) {
    String answer = place(client, browser, option).path("sdp").asText();
    client.await("trackStart");
    browser.answer(answer).say(TONE).awaitSecured();
    client.await("mediaReady");
    return answer;
  }

  private static JsonNode place(WsClient client, Browser browser, String option) {
    return place(client, browser.offer(), option);
  }

  private static JsonNode place(WsClient client, String offer, String option) {
    return client.send(invite(offer, option)).await("answer");
  }

  private static String invite(String offer, String option) {
    ObjectNode invite = JsonNodeFactory.instance.objectNode().put("command", "invite");
    try {
      ObjectNode options = (ObjectNode) io.voxbus.bus.Json.mapper().readTree(option);
      invite.set("option", options.put("offer", offer));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
    return invite.toString();
  }

  private static void assertHears(Browser browser, double hz, double least) {
    browser.forgetHeard(); // what was there before, however much on a busy machine
    browser.hear(SECOND / 2); // the start
    for (int tries = 0;; tries++) {
      double level = Spectrum.level(browser.hear(SECOND / 4), SECOND, hz);
      if (level > least) {
        return;
      }
      assertTrue(tries < 12, hz + " Hz at " + level + " dB");
    }
  }

  private static String line(String sdp, String start) {
    return sdp.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }
}
