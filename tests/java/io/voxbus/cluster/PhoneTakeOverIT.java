package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.directory.lease.Succession;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.TestWebhook;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestPhone;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Telephone calls of a node that dies, or leaves: they go on at another. */
class PhoneTakeOverIT {
  private static final String INVITE = """
      {"command":"invite","option":{"caller":"sip:us@127.0.0.1","callee":"%s",
      "tts":{"provider":"tone"}}}""";

  @TempDir
  Path data;
  private TestWebhook webhook;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    webhook = TestWebhook.start();
    cluster = TestCluster.start(data, 3, """
        rtp: {host: 127.0.0.1}
        sip:
          enabled: true
          listen: {host: 127.0.0.1, udp: 0, tcp: 0}
          guard: {trust: [127.0.0.0/8]}
        call: {incoming: {webhook: {urls: ["%s"]}}}
        """.formatted(webhook.url()));
  }

  @AfterEach
  void stop() {
    cluster.close();
    webhook.close();
  }

  @Test
  void aCallThatCameInOutlivesItsNodeAndTheCallerHangsUp() {
    try (TestPhone alice = TestPhone.following(cluster.node(1).sipPort("UDP"))) {
      alice.call();
      String id = webhook.await().path("dialogId").asText();
      try (WsClient far = cluster.node(2).connect("/call/sip?id=" + id)) {
        far.await("incoming");
        far.send("{\"command\":\"accept\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
        assertEquals(200, alice.answer().status());
        far.await("answer");
        far.send("{\"command\":\"tts\",\"text\":\"1000 20000\"}");
        alice.rtp().awaitTone(1000, 200);
        cluster.node(1).crash();
        alice.goAlong();
        JsonNode told = takenOver(far);
        assertEquals(2, told.path("epoch").asInt());
        alice.rtp().awaitTone(1000, 500);
        assertEquals(200, alice.bye());
        assertEquals("caller", far.await("hangup").path("reason").asText());
        assertNoHole(far);
      }
    }
  }

  @Test
  void aCallOfOursOutlivesItsNodeAndWeHangUp() {
    try (TestPhone bob = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=ours")) {
      call(near, bob);
      try (WsClient far = cluster.node(3).connect("/call/sip?id=ours&attach=true&since=0")) {
        far.await("answer");
        cluster.node(1).crash();
        SipText asked = bob.goAlong();
        assertTrue(asked.body().contains("o=- "), asked.body());
        takenOver(far);
        far.send("{\"command\":\"tts\",\"text\":\"1500 3000\"}");
        bob.rtp().awaitTone(1500, 300);
        far.send("{\"command\":\"hangup\"}");
        assertEquals("BYE", bob.agree().method());
        assertEquals("system", far.await("hangup").path("reason").asText());
        assertNoHole(far);
        assertEquals(0, cluster.node(3).get("/call/lists").json().path("calls").size());
      }
    }
  }

  @Test
  void aPhoneThatHasLostTheCallEndsItOnce() {
    try (TestPhone bob = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=lost")) {
      call(near, bob);
      try (WsClient far = cluster.node(3).connect("/call/sip?id=lost&attach=true&since=0")) {
        far.await("answer");
        cluster.node(1).crash();
        SipText asked = bob.sip().hear();
        bob.sip().send(asked.answer(481, "Gone", "far"));
        assertEquals("nodeFailure", far.await("hangup").path("reason").asText());
        assertNoHole(far);
      }
    }
  }

  /** One survivor goes on with the one call, one with the other; both phones hang up at the same node, and at once. */
  @Test
  void aPhoneThatHangsUpWhileItsCallIsTakenOverEndsItAtAnySurvivor() {
    String second = heirOf("node-2");
    String third = heirOf("node-3");
    try (TestPhone bob = TestPhone.following(0);
        TestPhone carol = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=" + second);
        WsClient other = cluster.node(1).connect("/call/sip?id=" + third)) {
      call(near, bob);
      call(other, carol);
      try (WsClient far = cluster.node(3).connect("/call/sip?attach=true&since=0&id=" + second);
          WsClient same = cluster.node(3).connect("/call/sip?attach=true&since=0&id=" + third)) {
        far.await("answer");
        same.await("answer");
        cluster.node(1).crash();
        int port = cluster.node(2).sipPort("UDP");
        assertEquals(List.of(200, 200), List.of(bob.byeAt(port), carol.byeAt(port)));
        for (WsClient client : List.of(far, same)) {
          assertEquals("callee", client.await("hangup").path("reason").asText());
          assertNoHole(client);
        }
        assertEquals(0, cluster.node(3).get("/call/lists").json().path("calls").size());
      }
    }
  }

  @Test
  void aCallOfOursThatRingsIsPlacedAnew() {
    try (TestPhone bob = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=rings")) {
      near.send(INVITE.formatted(bob.uri()));
      bob.awaitInvite();
      bob.ring();
      near.await("ringing");
      try (WsClient far = cluster.node(3).connect("/call/sip?id=rings&attach=true&since=0")) {
        far.await("ringing");
        cluster.node(1).crash();
        bob.awaitAnew();
        takenOver(far);
        far.await("ringing");
        bob.take();
        far.await("answer");
        far.send("{\"command\":\"tts\",\"text\":\"1500 3000\"}");
        bob.rtp().awaitTone(1500, 300);
        assertEquals(200, bob.bye());
        assertEquals("callee", far.await("hangup").path("reason").asText());
        assertNoHole(far);
      }
    }
  }

  @Test
  void aSecondLegComesAlong() {
    transferred("referred", (bob, carol, far) -> {
      carol.goAlong();
      bob.sayUntilHeard(1000, carol);
      carol.sayUntilHeard(1400, bob);
      assertEquals(200, carol.bye());
      assertEquals("BYE", bob.agree().method());
      assertEquals(List.of("callee", "refer"), List.of(
          far.await("hangup").path("reason").asText(),
          far.await("hangup").path("reason").asText()));
    });
  }

  @Test
  void aSecondLegThatDoesNotComeAlongIsHungUpAndTheCallMayBeTransferredAnew() {
    transferred("left", (bob, carol, far) -> {
      carol.sip().send(carol.sip().hear().answer(481, "Gone", "far"));
      JsonNode ended = far.await("hangup");
      assertEquals(List.of("left-refer-1", "nodeFailure", true),
          List.of(ended.path("trackId").asText(), ended.path("reason").asText(),
              ended.path("refer").asBoolean()));
      assertEquals("ACK", carol.sip().hear().method());
      refer(far, carol);
      far.send("{\"command\":\"hangup\"}");
      far.await("hangup");
    });
  }

  @Test
  void aPhoneThatAskedForATransferHearsOfItFromTheNextNode() {
    try (TestPhone bob = TestPhone.following(0);
        TestPhone carol = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=asked")) {
      call(near, bob);
      try (WsClient far = cluster.node(3).connect("/call/sip?attach=true&since=0&id=asked")) {
        far.await("answer");
        assertEquals(202, bob.ask("REFER", "", "", "Refer-To: <" + carol.uri() + ">").status());
        SipText trying = bob.agree();
        far.await("transferRequest");
        far.send("{\"command\":\"refer\",\"callee\":\"%s\"}".formatted(carol.uri()));
        carol.awaitInvite();
        carol.ring();
        far.await("ringing");
        cluster.node(1).crash();
        SipText along = bob.goAlong();
        takenOver(far);
        carol.awaitAnew();
        carol.take();
        far.await("answer");
        SipText told = bob.agree();
        assertEquals("NOTIFY SIP/2.0 200 OK", told.method() + " " + told.body().strip());
        assertEquals(trying.header("Event"), told.header("Event"));
        assertEquals("terminated;reason=noresource", told.header("Subscription-State"));
        assertTrue(number(trying) < number(along) && number(along) < number(told),
            told.toString());
        assertNoHole(far);
      }
    }
  }

  private static int number(SipText request) {
    return Integer.parseInt(request.header("CSeq").split(" ")[0]);
  }

  /** What happens after a take-over. */
  private interface Afterwards {
    void happens(TestPhone bob, TestPhone carol, WsClient client);
  }

  /** A call to bob with a second leg to carol, whose node dies; bob comes along. */
  private void transferred(String id, Afterwards what) {
    try (TestPhone bob = TestPhone.following(0);
        TestPhone carol = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=" + id)) {
      call(near, bob);
      try (WsClient far = cluster.node(3).connect("/call/sip?attach=true&since=0&id=" + id)) {
        far.await("answer");
        refer(far, carol);
        cluster.node(1).crash();
        bob.goAlong();
        takenOver(far);
        what.happens(bob, carol, far);
        assertNoHole(far);
      }
    }
  }

  private static void refer(WsClient client, TestPhone to) {
    client.send("{\"command\":\"refer\",\"callee\":\"%s\"}".formatted(to.uri()));
    to.awaitInvite();
    to.take();
    client.await("answer");
  }

  /** Its client comes while nobody has the call. */
  @Test
  void aCallThatCameInAndIsNotAnsweredIsTakenAtAnotherNode() {
    try (TestPhone alice = TestPhone.following(cluster.node(1).sipPort("UDP"))) {
      alice.call();
      String id = webhook.await().path("dialogId").asText();
      try (WsClient near = cluster.node(1).connect("/call/sip?attach=true&since=0&id=" + id)) {
        near.await("incoming");
        near.send("{\"command\":\"ringing\"}").await("ringing");
      }
      cluster.node(1).crash();
      try (WsClient far = cluster.node(2).connect("/call/sip?id=" + id)) {
        far.await("incoming");
        takenOver(far);
        far.send("{\"command\":\"accept\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
        assertEquals(180, alice.answer().status());
        assertEquals(200, alice.answer().status());
        far.await("answer");
        far.send("{\"command\":\"tts\",\"text\":\"1500 3000\"}");
        alice.rtp().awaitTone(1500, 300);
        assertEquals(200, alice.bye());
        assertEquals("caller", far.await("hangup").path("reason").asText());
        assertNoHole(far);
      }
    }
  }

  @Test
  void aWebhookWhoseDecisionGoesToADeadNodeIsAskedAgain() {
    webhook.think();
    try (TestPhone alice = TestPhone.following(cluster.node(1).sipPort("UDP"))) {
      alice.call();
      JsonNode asked = webhook.await();
      String id = asked.path("dialogId").asText();
      try (WsClient far = cluster.node(3).connect("/call/sip?attach=true&since=0&id=" + id)) {
        far.await("incoming");
        webhook.answer(200, "{\"action\":\"accept\",\"option\":{\"tts\":{\"provider\":\"tone\"}}}");
        cluster.node(1).crash();
        assertEquals(asked, webhook.await(), "the same question");
        takenOver(far);
        assertEquals(200, alice.answer().status());
        far.await("answer");
        far.send("{\"command\":\"tts\",\"text\":\"1500 3000\"}");
        alice.rtp().awaitTone(1500, 300);
        assertEquals(200, alice.bye());
        assertEquals("caller", far.await("hangup").path("reason").asText());
        assertNoHole(far);
      }
    }
  }

  @Test
  void aNodeThatDrainsGivesItsTelephoneCallsAway() {
    try (TestPhone bob = TestPhone.following(0);
        WsClient near = cluster.node(1).connect("/call/sip?id=moved")) {
      call(near, bob);
      try (WsClient far = cluster.node(2).connect("/call/sip?id=moved&attach=true&since=0")) {
        far.await("answer");
        near.cut();
        cluster.node(1).leave();
        bob.goAlong();
        takenOver(far);
        far.send("{\"command\":\"tts\",\"text\":\"1500 3000\"}");
        // after seconds of silence, until it is noticed that the other client is gone
        bob.rtp().awaitTone(1500, 1_000);
        assertEquals(200, bob.bye());
        assertEquals("callee", far.await("hangup").path("reason").asText());
        assertNoHole(far);
      }
    }
  }

  private static String heirOf(String node) {
    return Stream.iterate(0, i -> i + 1).map(i -> "ended-" + i)
        .filter(id -> Succession.of(id, List.of("node-2", "node-3")).getFirst().equals(node))
        .findFirst().orElseThrow();
  }

  private static void call(WsClient near, TestPhone bob) {
    near.send(INVITE.formatted(bob.uri()));
    bob.awaitInvite();
    bob.take();
    near.await("answer");
  }

  private static JsonNode takenOver(WsClient client) {
    JsonNode data = client
        .await(event -> "cluster".equals(event.path("sender").asText()), "the take-over")
        .path("data");
    assertTrue(data.path("takenOver").asBoolean());
    return data;
  }

  private static void assertNoHole(WsClient client) {
    List<Long> seqs = client.seen().stream().map(event -> event.path("seq").asLong()).toList();
    assertEquals(LongStream.rangeClosed(1, seqs.size()).boxed().toList(), seqs,
        client.seen().toString());
  }
}
