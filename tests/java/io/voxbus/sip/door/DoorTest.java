package io.voxbus.sip.door;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.auth.AuthConfig;
import io.voxbus.sip.guard.GuardConfig;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.SipStack;
import io.voxbus.sip.users.Account;
import io.voxbus.sip.users.Users;
import io.voxbus.testing.sip.Password;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets in, as phones and attackers see it. */
class DoorTest {
  private static final String URI = "sip:127.0.0.1";
  private static final Account ALICE = new Account("alice", "secret", null, null);
  private final Users users = name -> name.equals("broken")
      ? Future.failedFuture("the database is down")
      : Future.succeededFuture(Optional.of(ALICE).filter(one -> one.name().equals(name)));
  private Vertx vertx;
  private TestStack stack;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    stack = start(TestStack.trusting("127.0.0.0/8"), List.of("MD5"), TrunkSource.NONE);
  }

  private TestStack start(GuardConfig guard, List<String> algorithms, TrunkSource trunks) {
    return TestStack.behind(vertx, TestStack.listen("127.0.0.1"),
        shared -> new Door(new AuthConfig("here", algorithms, null, new Seconds(60_000), null),
            new Door.Means(users, trunks, shared.guard(), shared), false),
        guard);
  }

  @AfterEach
  void stop() {
    stack.close();
    await(vertx.close());
  }

  private SipPeer peer() {
    return SipPeer.udp(stack.port("UDP"));
  }

  private static SipText prove(SipPeer peer, String method, String user, String password) {
    SipText challenge = peer.send(peer.request(method, URI)).hear();
    return peer.send(peer.request(method, URI, "CSeq: 2 " + method,
        Password.prove(challenge, user, password, URI))).hearFinal();
  }

  @Test
  void aUserGetsInByPassword() {
    try (SipPeer peer = peer()) {
      assertEquals(200, prove(peer, "INVITE", "alice", "secret").status());
      assertEquals(new Caller.User("alice"), SipStack.caller(stack.request()));
    }
  }

  @Test
  void everyAlgorithmThatIsOfferedWillDo() {
    stack.close();
    stack = start(TestStack.trusting("127.0.0.0/8"), List.of("SHA-256", "MD5"), TrunkSource.NONE);
    try (SipPeer peer = peer()) {
      SipText challenge = peer.send(peer.request("REGISTER", URI)).hear();
      assertEquals(List.of("SHA-256", "MD5"), challenge.all("WWW-Authenticate").stream()
          .map(one -> Password.value(one, "algorithm")).toList());
      assertEquals(200, peer.send(peer.request("REGISTER", URI,
          Password.prove(challenge, "alice", "secret", URI))).hear().status());
    }
  }

  @Test
  void strangersLearnNothingFromTheAnswer() {
    try (SipPeer peer = peer()) {
      SipText wrong = prove(peer, "REGISTER", "alice", "guess");
      SipText unknown = prove(peer, "REGISTER", "nobody", "guess");
      assertEquals("SIP/2.0 403 Forbidden", wrong.startLine());
      assertEquals(names(wrong), names(unknown));
      assertEquals(wrong.startLine(), unknown.startLine());
      assertEquals(0, stack.stack().transactions());
    }
  }

  private static List<String> names(SipText text) {
    return text.headers().stream().map(line -> line.substring(0, line.indexOf(':'))).toList();
  }

  @Test
  void aChallengeLeavesNothingBehind() {
    try (SipPeer peer = peer()) {
      int flood = 500;
      for (int i = 0; i < flood; i++) {
        peer.send(peer.request("INVITE", URI));
      }
      for (int i = 0; i < flood; i++) {
        assertEquals(407, peer.hear().status());
      }
      assertEquals(0, stack.stack().transactions());
      assertTrue(peer.heardNothingBefore(peer.request("OPTIONS", URI)));
    }
  }

  @Test
  void aProofIsGoodOnce() {
    try (SipPeer peer = peer()) {
      SipText challenge = peer.send(peer.request("REGISTER", URI)).hear();
      String proof = Password.prove(challenge, "alice", "secret", URI);
      assertEquals(200, peer.send(peer.request("REGISTER", URI, proof)).hear().status());
      SipText replayed = peer.send(peer.request("REGISTER", URI, proof)).hear();
      assertEquals("401 true",
          replayed.status() + " " + Password.value(replayed.header("WWW-Authenticate"), "stale"));
      assertEquals(200, peer.send(peer.request("REGISTER", URI,
          Password.prove(challenge, "alice", "secret", URI, "00000002"))).hear().status());
    }
  }

  @Test
  void aProofForAnotherRealmOrMethodIsNone() {
    try (SipPeer peer = peer()) {
      SipText challenge = peer.send(peer.request("REGISTER", URI)).hear();
      String proof = Password.prove(challenge, "alice", "secret", URI);
      assertEquals(403, peer.send(peer.request("INVITE", URI, proof)).hear().status());
      assertEquals(401, peer
          .send(peer.request("REGISTER", URI, proof.replace("realm=\"here\"", "realm=\"there\"")))
          .hear().status());
    }
  }

  @Test
  void whenUsersCannotBeAskedItIsSaid() {
    try (SipPeer peer = peer()) {
      assertEquals(503, prove(peer, "REGISTER", "broken", "x").status());
      assertEquals(1, stack.counted("users_failed"));
    }
  }

  @Test
  void whoeverGuessesIsBannedBeforeHeFindsOut() {
    stack.close();
    stack = start(new GuardConfig(null, null, null, 1000, 1000, 3, null, null, 0, null, null),
        List.of("MD5"), TrunkSource.NONE);
    try (SipPeer guesser = peer()) {
      for (int i = 0; i < 3; i++) {
        assertEquals(403, prove(guesser, "REGISTER", "alice", "guess" + i).status());
      }
      guesser.send(guesser.request("REGISTER", URI));
      guesser.send(guesser.request("OPTIONS", URI));
      awaitCount("banned", 2);
      assertEquals(0, guesser.waiting());
    }
  }

  @Test
  void scannersGetNoAnswerAndNoSecondChance() {
    stack.close();
    stack = start(new GuardConfig(null, null, null, 1000, 1000, 3, null, null, 0, null, null),
        List.of("MD5"), TrunkSource.NONE);
    try (SipPeer scanner = peer()) {
      scanner.send(scanner.request("OPTIONS", "sip:100@127.0.0.1", "User-Agent: friendly-scanner"));
      awaitCount("scanner", 1);
      scanner.send(scanner.request("OPTIONS", "sip:100@127.0.0.1"));
      awaitCount("banned", 1);
      assertEquals(0, scanner.waiting());
    }
  }

  private void awaitCount(String event, int count) {
    for (long end = System.nanoTime() + 10_000_000_000L; stack.counted(event) < count;) {
      assertTrue(System.nanoTime() < end, event);
      Thread.onSpinWait();
    }
  }

  @Test
  void aCarrierIsKnownByItsAddress() {
    stack.close();
    stack = start(TestStack.trusting("127.0.0.0/8"), List.of("MD5"),
        (source, target) -> source.transport().equals("TCP")
            ? Optional.of("carrier")
            : Optional.empty());
    try (SipPeer tcp = SipPeer.tcp(stack.port("TCP")); SipPeer udp = peer()) {
      assertEquals(200, tcp.send(tcp.request("INVITE", URI)).hearFinal().status());
      assertEquals(new Caller.Trunk("carrier"), SipStack.caller(stack.request()));
      assertEquals(407, udp.send(udp.request("INVITE", URI)).hear().status());
    }
  }

  @Test
  void aRequestThatIsSentAgainWhileUsersAreAskedComesInOnce() {
    CompletableFuture<Optional<Account>> slow = new CompletableFuture<>();
    stack.close();
    stack = TestStack.behind(vertx, TestStack.listen("127.0.0.1"),
        shared -> new Door(new AuthConfig("here", null, null, null, null),
            new Door.Means(name -> Future.fromCompletionStage(slow), TrunkSource.NONE,
                shared.guard(), shared),
            false),
        TestStack.trusting("127.0.0.0/8"));
    try (SipPeer peer = peer()) {
      SipText challenge = peer.send(peer.request("REGISTER", URI)).hear();
      String proven = peer.request("REGISTER", URI, "Call-ID: twice",
          Password.prove(challenge, "alice", "secret", URI));
      peer.send(proven).send(proven);
      assertEquals(200, peer.send(peer.request("OPTIONS", URI)).hear().status());
      slow.complete(Optional.of(ALICE));
      assertEquals(List.of(200, 200), List.of(peer.hear().status(), peer.hear().status()));
      assertEquals(1, stack.seen("twice"));
    }
  }
}
