package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.TestCluster;
import io.voxbus.testing.sip.TestPhone;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One phone calls another through a node that dies; no client has anything to do with it. */
class PhonesTakeOverIT {
  @TempDir
  Path data;
  private TestCluster cluster;
  private TestPhone alice;
  private TestPhone bob;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(data, 3, """
        rtp: {host: 127.0.0.1}
        sip:
          listen: {host: 127.0.0.1, udp: 0, tcp: 0}
          guard: {trust: [127.0.0.0/8]}
          users:
            accounts: [{name: alice, password: alice}, {name: bob, password: bob}]
        """);
    alice = TestPhone.following(cluster.node(1).sipPort("UDP")).register("alice");
    bob = TestPhone.following(cluster.node(1).sipPort("UDP")).register("bob");
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    cluster.close();
  }

  @Test
  void phonesThatTalkGoOnTalking() {
    callBob();
    bob.take();
    assertEquals(200, alice.answer().status());
    alice.sayUntilHeard(1000, bob);

    cluster.node(1).crash();
    alice.goAlong();
    bob.goAlong();
    alice.sayUntilHeard(1000, bob);
    bob.sayUntilHeard(1400, alice);
    assertEquals(200, alice.bye());
    assertEquals("BYE", bob.agree().method());
  }

  @Test
  void allPhonesThatRingRingAnewUntilOneAnswers() {
    try (TestPhone another = TestPhone.following(cluster.node(1).sipPort("UDP")).register("bob")) {
      callBob();
      another.awaitInvite();
      another.progress();
      assertEquals(183, alice.answer().status(), "both are known to ring");
      cluster.node(1).crash();
      bob.awaitAnew();
      another.awaitAnew();
      another.take();
      assertEquals(200, alice.answer().status());
      assertEquals("CANCEL", bob.sip().hear().method());
      alice.sayUntilHeard(1000, another);
      assertEquals(200, alice.bye());
      assertEquals("BYE", another.agree().method());
    }
  }

  @Test
  void aPhoneThatRingsRingsAnewAndTheCallerIsAnsweredWhenItAnswers() {
    callBob();
    cluster.node(1).crash();
    bob.awaitAnew();
    bob.take();
    assertEquals(200, alice.answer().status());
    alice.sayUntilHeard(1000, bob);
    bob.sayUntilHeard(1400, alice);
    assertEquals(200, bob.bye());
    assertEquals("BYE", alice.agree().method());
  }

  private void callBob() {
    alice.callAs("alice", "sip:bob@voxbus");
    bob.awaitInvite();
    bob.ring();
    assertEquals(180, alice.answer().status());
  }
}
