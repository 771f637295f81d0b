package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.testing.Signals;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.webrtc.Browser;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls by WebRTC of a node that dies, or leaves: the browser restarts ICE, and they go on at another. */
class WebRtcTakeOverIT {
  private static final short[] TONE = Signals.sine(16_000, 500, -12, 16_000);
  private static final int SECOND = 16_000;

  @TempDir
  Path data;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(data, 3);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aCallOutlivesItsNodeAndTheBrowserKeepsItsKeys() {
    try (Browser browser = new Browser(RtpCodec.OPUS, 48_000);
        WsClient near = cluster.node(1).connect("/call/webrtc?id=saved")) {
      String first = place(near, browser, "10s");
      near.await("mediaReady");
      try (WsClient far = cluster.node(2).connect("/call/webrtc?id=saved&attach=true&since=0")) {
        far.await("mediaReady");
        far.send("{\"command\":\"play\",\"url\":\"echo:\"}");
        assertHears(browser, 500);
        cluster.node(1).crash();
        JsonNode migrate = migrate(far, browser, first);
        JsonNode told = takenOver(far);
        assertEquals(2, told.path("epoch").asInt());
        assertEquals(migrate.path("node").asText(), told.path("node").asText());
        assertHears(browser, 500);
        far.send("{\"command\":\"interrupt\"}").send("{\"command\":\"play\",\"url\":\"tone:700\"}");
        assertHears(browser, 700);
        far.send("{\"command\":\"hangup\"}").await("hangup");
        assertNoHole(far);
      }
    }
  }

  @Test
  void aCallThatWasMovedOutlivesItsNextNodeAsWell() {
    try (Browser browser = new Browser(RtpCodec.PCMU, 8000);
        WsClient near = cluster.node(1).connect("/call/webrtc?id=twice")) {
      String first = place(near, browser, "10s");
      try (WsClient far = cluster.node(2).connect("/call/webrtc?id=twice&attach=true&since=0")) {
        far.await("mediaReady");
        near.cut();
        far.send("{\"command\":\"play\",\"url\":\"echo:\"}");
        assertHears(browser, 500);
        cluster.node(1).leave();
        int next = number(migrate(far, browser, first));
        takenOver(far);
        assertFalse(browser.parted(), "for the browser the call goes on");
        assertHears(browser, 500);
        int last = 5 - next;
        try (WsClient other = cluster.node(last)
            .connect("/call/webrtc?id=twice&attach=true&since=0")) {
          takenOver(other); // it is there, and has heard of all that was
          cluster.node(next).crash();
          assertEquals(last, number(migrate(other, browser, first)));
          assertEquals(3, takenOver(other).path("epoch").asInt());
          assertHears(browser, 500);
          other.send("{\"command\":\"hangup\"}").await("hangup");
        }
      }
    }
  }

  @Test
  void aBrowserThatDoesNotComeAlongEndsTheCallOnce() {
    try (Browser browser = new Browser(RtpCodec.OPUS, 48_000);
        WsClient near = cluster.node(1).connect("/call/webrtc?id=lost")) {
      place(near, browser, "1s");
      near.await("mediaReady");
      try (WsClient far = cluster.node(2).connect("/call/webrtc?id=lost&attach=true&since=0")) {
        far.await("mediaReady");
        cluster.node(1).crash();
        far.await("migrate");
        assertEquals("nodeFailure", far.await("hangup").path("reason").asText());
        assertNoHole(far);
        assertEquals(0, cluster.node(3).get("/call/lists").json().path("calls").size());
      }
    }
  }

  /** Places a call whose client says a tone; gives the answer. */
  private static String place(WsClient client, Browser browser, String timeout) {
    client.send(invite(browser, timeout));
    String answer = client.await("answer").path("sdp").asText();
    browser.answer(answer).say(TONE).awaitSecured();
    return answer;
  }

  /** What a page does: it restarts ICE and invites once more. */
  private static JsonNode migrate(WsClient client, Browser browser, String first) {
    JsonNode migrate = client.await("migrate");
    assertTrue(migrate.path("candidates").get(0).asText().startsWith("candidate:"));
    browser.restart();
    client.send(invite(browser, "10s"));
    String answer = client.await("answer").path("sdp").asText();
    assertEquals(migrate.path("iceUfrag").asText(), value(answer, "a=ice-ufrag:"));
    assertEquals(migrate.path("icePwd").asText(), value(answer, "a=ice-pwd:"));
    assertEquals(value(first, "a=fingerprint:"), value(answer, "a=fingerprint:"));
    String[] before = value(first, "o=").split(" ", -1);
    String[] now = value(answer, "o=").split(" ", -1);
    assertEquals(before[1], now[1]);
    assertTrue(Integer.parseInt(now[2]) > Integer.parseInt(before[2]), answer);
    browser.answer(answer).forgetHeard();
    return migrate;
  }

  private static String invite(Browser browser, String timeout) {
    ObjectNode invite = JsonNodeFactory.instance.objectNode().put("command", "invite");
    invite.putObject("option").put("offer", browser.offer()).put("handshakeTimeout", timeout);
    return invite.toString();
  }

  private static int number(JsonNode migrate) {
    return Integer.parseInt(migrate.path("node").asText().substring("node-".length()));
  }

  private static JsonNode takenOver(WsClient client) {
    JsonNode data = client
        .await(event -> "cluster".equals(event.path("sender").asText()), "the take-over")
        .path("data");
    assertTrue(data.path("takenOver").asBoolean());
    return data;
  }

  /** What the server has to say comes after some silence. */
  private static void assertHears(Browser browser, double hz) {
    for (int i = 0; i < 20; i++) {
      short[] heard = browser.hear(SECOND / 2);
      if (Spectrum.level(heard, SECOND, hz) > -25) {
        return;
      }
    }
    throw new AssertionError(hz + " Hz is not heard");
  }

  private static String value(String sdp, String name) {
    return sdp.lines().filter(line -> line.startsWith(name)).findFirst().orElseThrow()
        .substring(name.length());
  }

  private static void assertNoHole(WsClient client) {
    List<Long> seqs = client.seen().stream().map(event -> event.path("seq").asLong()).toList();
    assertEquals(LongStream.rangeClosed(1, seqs.size()).boxed().toList(), seqs,
        client.seen().toString());
  }
}
