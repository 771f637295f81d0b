package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.TestCluster;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.sip.TestPhone;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phone is called by its connection, which leads to one node only, from any other. */
class PhoneReachIT {
  @TempDir
  static Path data;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(data, 2, """
        rtp: {host: 127.0.0.1}
        sip:
          listen: {host: 127.0.0.1, udp: 0, tcp: 0}
          guard: {trust: [127.0.0.0/8]}
          users:
            accounts: [{name: alice, password: alice}, {name: bob, password: bob}]
        """);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aClientOfTheOtherNodeCallsIt() {
    try (TestPhone alice = TestPhone.byTcp(cluster.node(1).sipPort("TCP")).register("alice");
        WsClient client = cluster.node(2).connect("/call/sip?id=reach")) {
      client.send("""
          {"command":"invite","option":{"caller":"bot","callee":"sip:alice@voxbus",
           "tts":{"provider":"tone"}}}""");
      alice.awaitInvite();
      alice.ring();
      client.await("ringing");
      alice.take();
      assertEquals("node-2", client.await("answer").path("node").asText());
      client.send("{\"command\":\"tts\",\"text\":\"1000 2000\"}");
      alice.rtp().awaitTone(1000, 200);
      client.send("{\"command\":\"hangup\"}");
      assertEquals("BYE", alice.agree().method());
    }
  }

  @Test
  void phonesOfTwoNodesCallEachOther() {
    try (TestPhone bob = TestPhone.byTcp(cluster.node(1).sipPort("TCP")).register("bob");
        TestPhone alice = TestPhone.byTcp(cluster.node(2).sipPort("TCP")).register("alice")) {
      alice.callAs("alice", "sip:bob@voxbus");
      bob.awaitInvite();
      bob.ring();
      assertEquals(180, alice.answer().status());
      bob.take();
      assertEquals(200, alice.answer().status());
      alice.sayUntilHeard(1000, bob);
      bob.sayUntilHeard(1400, alice);
      assertEquals(200, alice.bye());
      assertEquals("BYE", bob.agree().method());
    }
  }

  @Test
  void twoCallsOfTelephonesOnTwoNodesAreBridged() {
    try (TestPhone carol = TestPhone.of(cluster.node(1).sipPort("UDP"));
        TestPhone dave = TestPhone.of(cluster.node(2).sipPort("UDP"));
        WsClient one = called(1, "bridge-carol", carol);
        WsClient other = called(2, "bridge-dave", dave)) {
      one.send("{\"command\":\"bridge\",\"targetSessionId\":\"bridge-dave\"}");
      one.await("trackStart");
      other.await("trackStart");
      carol.sayUntilHeard(1000, dave);
      dave.sayUntilHeard(1400, carol);
      assertEquals(200, carol.bye());
      other.await("trackEnd");
    }
  }

  /** A call to this phone, placed at this node and answered. */
  private static WsClient called(int node, String id, TestPhone phone) {
    WsClient client = cluster.node(node).connect("/call/sip?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{\"callee\":\"" + phone.uri() + "\"}}");
    phone.awaitInvite();
    phone.take();
    client.await("trackStart");
    return client;
  }

  @Test
  void aPhoneOfOneNodeTakesOverACallOfTheOther() {
    try (TestPhone bob = TestPhone.byTcp(cluster.node(1).sipPort("TCP")).register("bob");
        TestPhone alice = TestPhone.byTcp(cluster.node(2).sipPort("TCP"));
        TestPhone desk = TestPhone.byTcp(cluster.node(1).sipPort("TCP"))) {
      alice.callAs("alice", "sip:bob@voxbus");
      bob.awaitInvite();
      bob.take();
      assertEquals(200, alice.answer().status());
      desk.callAs("alice", "sip:voxbus@voxbus", alice.replaces());
      assertEquals(200, desk.answer().status());
      assertEquals("BYE", alice.agree().method());
      desk.sayUntilHeard(1000, bob);
      bob.sayUntilHeard(1400, desk);
      assertEquals(200, desk.ask("INFO", "application/dtmf-relay", "Signal=5").status());
      assertEquals(200, desk.bye());
      assertEquals("BYE", bob.agree().method());
    }
  }

  @Test
  void aCallThatTookOverOneOfAnotherNodeEndsWithIt() {
    try (TestPhone bob = TestPhone.byTcp(cluster.node(1).sipPort("TCP")).register("bob");
        TestPhone alice = TestPhone.byTcp(cluster.node(2).sipPort("TCP"));
        TestPhone desk = TestPhone.byTcp(cluster.node(1).sipPort("TCP"))) {
      alice.callAs("alice", "sip:bob@voxbus");
      bob.awaitInvite();
      bob.take();
      assertEquals(200, alice.answer().status());
      desk.callAs("alice", "sip:voxbus@voxbus", alice.replaces());
      assertEquals(200, desk.answer().status());
      assertEquals("BYE", alice.agree().method());
      assertEquals(200, bob.bye());
      assertEquals("BYE", desk.agree().method());
    }
  }

  @Test
  void aCallThatNoNodeHasCanNotBeTakenOver() {
    try (TestPhone desk = TestPhone.byTcp(cluster.node(1).sipPort("TCP"))) {
      desk.callAs("alice", "sip:voxbus@voxbus", "Replaces: none;to-tag=a;from-tag=b");
      assertEquals(481, desk.answer().status());
    }
  }

  @Test
  void itIsTheSecondLegOfACall() {
    try (TestPhone bob = TestPhone.byTcp(cluster.node(1).sipPort("TCP")).register("bob");
        TestPhone alice = TestPhone.byTcp(cluster.node(2).sipPort("TCP")).register("alice");
        WsClient client = cluster.node(2).connect("/call/sip?id=second")) {
      client.send("{\"command\":\"invite\",\"option\":{\"callee\":\"sip:alice@voxbus\"}}");
      alice.awaitInvite();
      alice.take();
      client.await("answer");
      client.send("{\"command\":\"refer\",\"callee\":\"sip:bob@voxbus\"}");
      bob.awaitInvite();
      bob.take();
      client.await("answer");
      alice.sayUntilHeard(1000, bob);
      bob.sayUntilHeard(1400, alice);
      assertEquals(200, bob.bye());
      assertEquals("callee", client.await("hangup").path("reason").asText());
      assertEquals("refer", client.await("hangup").path("reason").asText());
    }
  }
}
