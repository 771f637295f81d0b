package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.bus.Json;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.TestWebhook;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestPhone;
import io.voxbus.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that come in and go where the dial plan sends them. */
class DialPlanCallTest {
  @TempDir
  static Path data;
  private static TestWebhook webhook;
  private static TestNode node;
  private static TestPhone carrier;

  @BeforeAll
  static void start() throws IOException {
    webhook = TestWebhook.start();
    int port = FreePorts.next();
    carrier = TestPhone.of(port);
    Path plan = Files.writeString(data.resolve("plan.yaml"), """
        rules:
          - { number: tone, playback: "tone:1000" }
          - { number: "+4930", playback: "tone:1400" }
          - { prefix: "00", trunks: [carrier], send: "+$rest" }
          - { number: "999", reject: 603, reason: "No" }
          - { prefix: desk-, user: "$rest" }
          - { number: bob, user: bob }
          - { number: bob, webhook: "%s" }
        """.formatted(webhook.url()));
    node = TestNode.start(data, """
        rtp: {host: 127.0.0.1}
        call: {incoming: {dump: false}}
        sip:
          listen: {host: 127.0.0.1, udp: %d, tcp: 0}
          guard: {trust: [127.0.0.0/8]}
          dialPlan: "%s"
          trunks: [{name: carrier, hosts: [{uri: "%s"}], options: 0}]
          users:
            accounts: [{name: alice, password: alice}, {name: bob, password: bob},
              {name: carol, password: carol}, {name: dave, password: dave}]
        """.formatted(port, plan, carrier.uri()));
  }

  @AfterAll
  static void stop() {
    node.close();
    carrier.close();
    webhook.close();
  }

  private static TestPhone phone() {
    return TestPhone.of(node.sipPort("UDP"));
  }

  @Test
  void toAFileThatIsPlayed() {
    try (TestPhone alice = phone()) {
      alice.callAs("alice", "sip:tone@voxbus");
      assertEquals(200, alice.answer().status());
      alice.rtp().awaitTone(1000, 200);
      assertEquals(200, alice.bye());
    }
  }

  @Test
  void andIsRecordedWithoutADumpWhereNoneIsWanted() {
    try (TestPhone alice = phone()) {
      alice.callAs("alice", "sip:tone@voxbus");
      assertEquals(200, alice.answer().status());
      assertEquals(200, alice.bye());
    }
    JsonNode record = anyRecord();
    assertEquals("sip", record.path("call_type").asText());
    assertFalse(record.has("dump_event_file"));
  }

  @Test
  void andNothingIsLeftOfManyCallsThatAreOver() {
    try (TestPhone alice = phone()) {
      hearAndHangUp(alice);
      awaitIdle(Long.MAX_VALUE, Double.MAX_VALUE);
      long deployed = node.vertx().deploymentIDs().size();
      double handlers = gauge("vertx_eventbus_handlers");
      for (int i = 0; i < 30; i++) {
        hearAndHangUp(alice);
      }
      awaitIdle(deployed, handlers);
    }
  }

  private static void hearAndHangUp(TestPhone phone) {
    phone.callAs("alice", "sip:tone@voxbus");
    assertEquals(200, phone.answer().status());
    assertEquals(200, phone.bye());
  }

  /** Comes when there is no call, and no more than so many verticles and addresses. */
  private static void awaitIdle(long deployed, double handlers) {
    for (long end = System.nanoTime() + 20_000_000_000L; gauge("voxbus_calls") > 0
        || node.vertx().deploymentIDs().size() > deployed
        || gauge("vertx_eventbus_handlers") > handlers;) {
      assertTrue(System.nanoTime() < end,
          () -> "left: " + gauge("voxbus_calls") + " calls, " + node.vertx().deploymentIDs().size()
              + " verticles of " + deployed + ", " + gauge("vertx_eventbus_handlers")
              + " addresses of " + handlers);
    }
  }

  private static double gauge(String name) {
    return node.getManagement("/metrics").body().lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static JsonNode anyRecord() {
    for (long end = System.nanoTime() + 10_000_000_000L; System.nanoTime() < end;) {
      try (Stream<Path> files = Files.list(data.resolve("cdr"))) {
        Path file = files.filter(one -> !one.getFileName().toString().startsWith("."))
            .findFirst().orElse(null);
        if (file != null) {
          return Json.mapper().readTree(Files.readString(file));
        }
      } catch (IOException e) {
        Thread.onSpinWait(); // there is no folder yet
      }
    }
    throw new AssertionError("no record");
  }

  @Test
  void toACarrier() {
    try (TestPhone alice = phone()) {
      alice.callAs("alice", "sip:0049301234@voxbus");
      assertEquals("sip:+49301234@127.0.0.1",
          carrier.awaitInvite().startLine().split(" ")[1].replaceAll(":\\d+$", ""));
      carrier.ring();
      assertEquals(180, alice.answer().status());
      carrier.take();
      assertEquals(200, alice.answer().status());
      alice.sayUntilHeard(1000, carrier);
      carrier.sayUntilHeard(1400, alice);
      assertEquals(200, alice.bye());
      assertEquals("BYE", carrier.agree().method());
    }
  }

  @Test
  void aTelephoneNumberIsDialledWithoutItsPunctuation() {
    try (TestPhone alice = phone()) {
      alice.callAs("alice", "tel:+49-(30)");
      assertEquals(200, alice.answer().status());
      alice.rtp().awaitTone(1400, 200);
      assertEquals(200, alice.bye());
    }
  }

  @Test
  void anotherPhoneTakesTheCallOver() {
    try (TestPhone alice = phone(); TestPhone bob = phone()) {
      alice.callAs("alice", "sip:tone@voxbus");
      assertEquals(200, alice.answer().status());
      alice.rtp().awaitTone(1000, 200);
      bob.callAs("bob", "sip:tone@voxbus", alice.replaces());
      assertEquals(200, bob.answer().status());
      assertEquals("BYE", alice.agree().method());
      bob.rtp().awaitTone(1000, 200);
      assertEquals(200, bob.bye());
    }
  }

  @Test
  void toNobody() {
    try (TestPhone alice = phone()) {
      alice.callAs("alice", "sip:999@voxbus");
      SipText refusal = alice.answer();
      assertEquals("SIP/2.0 603 No", refusal.startLine());
    }
    try (TestPhone alice = phone()) {
      alice.callAs("alice", "sip:nowhere@voxbus");
      assertEquals(404, alice.answer().status());
    }
  }

  @Test
  void toAPhoneThatIsBusy() {
    try (TestPhone alice = phone(); TestPhone carol = phone().register("carol")) {
      alice.callAs("alice", "sip:desk-carol@voxbus");
      carol.awaitInvite();
      carol.refuse(486, "Busy Here");
      assertEquals(486, alice.answer().status());
    }
  }

  @Test
  void toWhoeverIsAskedWhenThePhoneIsBusy() {
    try (TestPhone alice = phone(); TestPhone bob = phone().register("bob")) {
      webhook.answer(200, "{\"action\":\"accept\",\"option\":{}}");
      alice.callAs("alice", "sip:bob@voxbus");
      bob.awaitInvite();
      bob.refuse(486, "Busy Here");
      assertEquals("sip:bob@voxbus", webhook.await().path("callee").asText());
      assertEquals(200, alice.answer().status());
      assertEquals(200, alice.bye());
    }
  }

  @Test
  void aCallerWhoGivesUpIsNotCalledBack() {
    try (TestPhone alice = phone(); TestPhone dave = phone().register("dave")) {
      alice.callAs("alice", "sip:desk-dave@voxbus");
      dave.awaitInvite();
      dave.ring();
      assertEquals(180, alice.answer().status());
      alice.giveUp();
      assertEquals("CANCEL", dave.sip().hear().method());
    }
  }
}
