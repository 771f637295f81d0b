package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestPhone;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the telephone is replaced, with classes of its own, in a whole node. */
class PhoneRedeployTest {
  private static final String SIP = """
      rtp: {host: 127.0.0.1}
      sip:
        enabled: true
        listen: {host: 127.0.0.1, udp: 0, tcp: 0}
        guard: {trust: [127.0.0.0/8]}
        registerUsers: [%s]
      """;
  private static final long PACKET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  @TempDir
  private Path data;
  private String last = "";

  @Test
  void callsTalkOnAndEndOnTheOldOneWhileOthersBeginOnTheNew() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", SIP.formatted(""));
        TestPhone bob = TestPhone.of(node.sipPort("UDP"));
        WsClient client = node.connect("/call/sip?id=old")) {
      node.awaitReady();
      talk(client, bob);
      redeploy(node, "sip", "");
      assertEquals(List.of("1: 1", "2: 0"), versions(node));
      bob.rtp().sayTone(440, 20);
      client.send("{\"command\":\"play\",\"url\":\"tone:1000\"}");
      bob.rtp().awaitTone(1000, 100);
      try (TestPhone eve = TestPhone.of(node.sipPort("UDP"));
          WsClient other = node.connect("/call/sip?id=new")) {
        talk(other, eve);
        assertEquals(List.of("1: 1", "2: 1"), versions(node));
        assertEquals(200, eve.bye());
        other.await("hangup");
      }
      assertEquals(200, bob.bye());
      assertEquals("callee", client.await("hangup").path("initiator").asText());
      until(node, List.of("2: 0"));
    }
  }

  /** No packet is missing, and its far end is not told. */
  @Test
  void aCallGoesOnInNewerCodeWhenThatIsAskedFor() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", SIP.formatted(""));
        TestPhone bob = TestPhone.of(node.sipPort("UDP"));
        WsClient client = node.connect("/call/sip?id=moving")) {
      node.awaitReady();
      talk(client, bob);
      client.send("{\"command\":\"play\",\"url\":\"tone:1000\"}").await("trackStart");
      bob.rtp().awaitTone(1000, 100);
      int heard = bob.rtp().receive().sequence();
      for (String component : List.of("media", "sip", "call", "sip", "media", "call")) {
        long begun = System.nanoTime();
        JsonNode done = redeploy(node, component, "?migrate=true").path("nodes").get(0);
        assertEquals("1 0", done.path("migrated").asInt() + " " + done.path("staying").asInt(),
            component);
        for (long i = (System.nanoTime() - begun) / PACKET_NANOS + 10; i > 0; i--) {
          assertEquals(++heard & 0xFFFF, bob.rtp().receive().sequence());
        }
      }
      bob.rtp().awaitTone(1000, 100);
      client.send("{\"command\":\"hold\"}");
      assertTrue(bob.goAlong().body().contains("a=sendonly"), "the newer code holds");
      assertEquals(200, bob.bye());
      assertEquals("callee", client.await("hangup").path("initiator").asText());
    }
  }

  @Test
  void aCallWithASecondLegGoesOnWithIt() {
    try (TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", SIP.formatted(""));
        TestPhone bob = TestPhone.of(node.sipPort("UDP"));
        TestPhone carol = TestPhone.of(node.sipPort("UDP"));
        WsClient client = node.connect("/call/sip?id=both")) {
      node.awaitReady();
      talk(client, bob);
      client.send("{\"command\":\"refer\",\"callee\":\"" + carol.uri()
          + "\",\"options\":{\"autoHangup\":false}}");
      carol.awaitInvite();
      carol.take();
      client.await("answer");
      for (String component : List.of("media", "call", "sip", "media", "call")) {
        JsonNode done = redeploy(node, component, "?migrate=true").path("nodes").get(0);
        assertEquals((component.equals("sip") ? 2 : 1) + " 0",
            done.path("migrated").asInt() + " " + done.path("staying").asInt(), component);
      }
      bob.rtp().talk(bob.rtp().tone(700));
      carol.rtp().talk(carol.rtp().tone(900));
      carol.rtp().awaitTone(700, 500);
      bob.rtp().awaitTone(900, 500);
      assertEquals(200, carol.bye());
      assertTrue(client.await("hangup").path("refer").asBoolean());
      client.send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void aNodeThatStopsGivesItsRegistrationBackBeforeItsSocketsClose() {
    try (SipPeer carrier = SipPeer.udpServer()) {
      TestNode node = TestNode.start(data, "  adminKeys: [secret]\n",
          SIP.formatted("{server: \"" + carrier.address() + "\", username: alice}"));
      try (node) {
        assertEquals("1 REGISTER 300", registered(carrier));
        redeploy(node, "sip", "");
        assertEquals("2 REGISTER 300", registered(carrier));
        Thread ending = Thread.startVirtualThread(node::close);
        assertEquals("3 REGISTER 0", registered(carrier));
        await(() -> !ending.isAlive(), "it ends");
      }
    }
  }

  /** The next one that is not the last again. */
  private String registered(SipPeer carrier) {
    SipText request = carrier.hear();
    while (request.header("CSeq").equals(last)) {
      request = carrier.hear();
    }
    last = request.header("CSeq");
    carrier.send(request.answer(200, "OK", "r"));
    return last + " " + request.header("Expires");
  }

  private static void talk(WsClient client, TestPhone phone) {
    client.send("{\"command\":\"invite\",\"option\":{\"caller\":\"sip:alice@127.0.0.1\","
        + "\"callee\":\"" + phone.uri() + "\"}}");
    phone.awaitInvite();
    phone.take();
    client.await("trackStart");
    phone.rtp().talk(new byte[160]); // until it is heard
    client.await("mediaReady");
  }

  private static JsonNode redeploy(TestNode node, String component, String query) {
    TestNode.Answer answer = node.send(HttpRequest
        .newBuilder(node.uri("/admin/nodes/all/components/" + component + "/redeploy" + query))
        .header("Authorization", "Bearer secret").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, answer.status(), answer.body());
    return answer.json();
  }

  /** Each with what is open on it. */
  private static List<String> versions(TestNode node) {
    JsonNode all = node.send(HttpRequest.newBuilder(node.uri("/admin/components"))
        .header("Authorization", "Bearer secret").GET()).json();
    return all.findParents("component").stream()
        .filter(version -> version.path("component").asText().equals("sip"))
        .map(version -> version.path("number").asInt() + ": "
            + version.path("sessions").asInt())
        .sorted().toList();
  }

  private static void until(TestNode node, List<String> expected) {
    await(() -> versions(node).equals(expected), "only " + expected);
  }

  private static void await(java.util.function.BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time: " + what);
      Thread.onSpinWait();
    }
  }
}
