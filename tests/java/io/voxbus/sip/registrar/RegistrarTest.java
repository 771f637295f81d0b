package io.voxbus.sip.registrar;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.voxbus.sip.line.Flows;
import io.voxbus.directory.Binding;
import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.Doorkeeper;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** REGISTER as phones send it. */
class RegistrarTest {
  private static final String TO = "To: <sip:alice@127.0.0.1>";
  private static Vertx vertx;
  private static TestStack stack;
  private LocalBindings bindings;
  private Registrar registrar;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    stack = TestStack.start(vertx, TestStack.listen("127.0.0.1"),
        Doorkeeper.admitting(new Caller.User("alice")),
        TestStack.trusting("127.0.0.0/8"));
  }

  @AfterAll
  static void stop() {
    stack.close();
    await(vertx.close());
  }

  @BeforeEach
  void registrar() {
    bindings = new LocalBindings();
    registrar = new Registrar(stack.stack(), new Flows(), bindings,
        new RegistrarConfig(new Seconds(100_000), null, null, 2, null), "node-7");
    stack.onRequest((stack, event) -> registrar.register(TestStack.transaction(stack, event)));
  }

  private static SipText register(SipPeer peer, String... lines) {
    String[] all = java.util.stream.Stream.concat(java.util.stream.Stream.of(lines),
        java.util.stream.Stream.of(TO)).toArray(String[]::new);
    return peer.send(peer.request("REGISTER", "sip:127.0.0.1", all)).hear();
  }

  @Test
  void aPhoneIsReachedWhereItSendsFromWhateverItSaysOfItself() {
    try (SipPeer peer = SipPeer.udp(stack.port("UDP"))) {
      SipText answer = register(peer,
          "Contact: <sip:alice@10.0.0.99:5070>;expires=60;q=0.5;+sip.instance=\"<urn:uuid:1>\"",
          "User-Agent: Desk 1", "Call-ID: reg", "CSeq: 3 REGISTER");
      assertEquals("200 <sip:alice@10.0.0.99:5070>", answer.status() + " "
          + answer.header("Contact").replaceAll(";.*", ""));
      Binding held = await(bindings.find("alice")).getFirst();
      assertEquals(new Binding("sip:alice@10.0.0.99:5070", List.of(), 0.5, "<urn:uuid:1>", "reg", 3,
          held.expiresMillis(), "Desk 1",
          new Binding.Flow("node-7", "UDP", "127.0.0.1", peer.port())), held);
    }
  }

  @Test
  void aConnectionIsItsPhonesWay() {
    try (SipPeer peer = SipPeer.tcp(stack.port("TCP"))) {
      assertEquals(200, register(peer).status());
      assertEquals(new Binding.Flow("node-7", "TCP", "127.0.0.1", peer.port()),
          await(bindings.find("alice")).getFirst().flow());
    }
  }

  @Test
  void aPhoneWhoseConnectionIsGoneIsForgotten() {
    SipPeer peer = SipPeer.tcp(stack.port("TCP"));
    assertEquals(200, register(peer).status());
    peer.close();
    for (long end = System.nanoTime() + 10_000_000_000L; !await(bindings.find("alice"))
        .isEmpty();) {
      assertTrue(System.nanoTime() < end);
      Thread.onSpinWait();
    }
  }

  @Test
  void theWayToAPhoneIsKeptOpen() {
    try (SipPeer peer = SipPeer.udp(stack.port("UDP"))) {
      register(peer);
      registrar.keepAlive();
      assertEquals("\r\n\r\n", peer.hearBlank());
    }
  }

  @Test
  void proxiesOnTheWayAreRemembered() {
    try (SipPeer peer = SipPeer.udp(stack.port("UDP"))) {
      SipText answer = register(peer, "Supported: path", "Path: <sip:p1.test;lr>",
          "Path: <sip:p2.test;lr>");
      assertEquals("<sip:p1.test;lr>,<sip:p2.test;lr>", String.join(",", answer.all("Path")));
      assertEquals(List.of("<sip:p1.test;lr>", "<sip:p2.test;lr>"),
          await(bindings.find("alice")).getFirst().path());
    }
  }

  @Test
  void everyPhoneIsToldAndAllCanBeForgotten() {
    try (SipPeer peer = SipPeer.udp(stack.port("UDP"))) {
      register(peer, "Contact: <sip:a@10.0.0.1>", "Contact: <sip:b@10.0.0.2>;q=0.2");
      SipText asked = peer.send(peer.request("REGISTER", "sip:127.0.0.1", TO, "Contact: <sip:x>")
          .replaceAll("Contact:.*\r\n", "")).hear();
      assertEquals(List.of("<sip:a@10.0.0.1>", "<sip:b@10.0.0.2>"),
          String.join(",", asked.all("Contact")).lines()
              .flatMap(line -> List.of(line.split(",")).stream())
              .map(one -> one.strip().replaceAll(";.*", "")).toList());
      SipText gone = register(peer, "Contact: *", "Expires: 0");
      assertEquals("200 []", gone.status() + " " + gone.all("Contact"));
      assertEquals(List.of(), await(bindings.find("alice")));
    }
  }

  @Test
  void aRefusalChangesNothing() {
    try (SipPeer peer = SipPeer.udp(stack.port("UDP"))) {
      SipText brief = register(peer, "Contact: <sip:a@10.0.0.1>;expires=5");
      assertEquals("423 30", brief.status() + " " + brief.header("Min-Expires"));
      assertEquals(400, register(peer, "Contact: *", "Expires: 60").status());
      assertEquals(400, register(peer, "Contact: <tel:+123>").status());
      assertEquals(403, register(peer, "Contact: <sip:1@h>", "Contact: <sip:2@h>",
          "Contact: <sip:3@h>").status());
      assertEquals(List.of(), await(bindings.find("alice")));
    }
  }

  @Test
  void nobodyRegistersForAnother() {
    try (SipPeer peer = SipPeer.udp(stack.port("UDP"))) {
      assertEquals(403, peer.send(
          peer.request("REGISTER", "sip:127.0.0.1", "To: <sip:bob@127.0.0.1>")).hear().status());
      assertEquals(List.of(), await(bindings.find("bob")));
    }
  }
}
