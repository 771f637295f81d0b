package io.voxbus.sip;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Fault;
import io.voxbus.directory.Binding;
import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of ours to numbers and to names in our realm. */
class PhonebookTest {
  private static final String CONTACT = "sip:alice@10.0.0.99:5070";
  @TempDir
  private Path folder;
  private final LocalBindings bindings = new LocalBindings();
  private TestPhones phones;

  @BeforeEach
  void start() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), """
        rules:
          - { number: "100", user: alice }
          - { number: "666", reject: 403, reason: "No" }
          - { number: "200", playback: "busy.wav" }
          - { regex: "[a-z]+", user: "$0" }
        """);
    phones = TestPhones.start(bindings, plan);
  }

  @AfterEach
  void stop() {
    phones.close();
  }

  private void register(String node, String transport, int port, long lifeMillis) {
    Binding binding = new Binding(CONTACT, List.of(), 1, null, "reg", 1,
        System.currentTimeMillis() + lifeMillis, null,
        new Binding.Flow(node, transport, "127.0.0.1", port));
    await(bindings.change("alice", held -> List.of(binding)));
  }

  @ParameterizedTest
  @CsvSource({"UDP,sip:alice@voxbus", "TCP,100", "TCP,sip:alice@voxbus", "UDP,sip:100@voxbus"})
  void aPhoneIsCalledByTheWayItRegistered(String transport, String callee) {
    try (SipPeer alice = phones.peer(transport)) {
      alice.send(alice.request("OPTIONS", "sip:127.0.0.1")).hear();
      register("n1", transport, alice.port(), 60_000);
      phones.dial("leg", callee, null);
      SipText invite = alice.hear();
      assertEquals("INVITE " + CONTACT + " SIP/2.0", invite.toString().lines().findFirst().get());
      alice.send(invite.answer(486, "Busy Here", "b"));
      assertEquals(new SipEvent.Refused(486, "Busy Here"), phones.told("leg"));
      assertEquals("ACK", alice.hear().method());
    }
  }

  @Test
  void aPhoneBehindNatHearsTheWholeCallByThatWay() {
    try (SipPeer alice = phones.peer("UDP")) {
      register("n1", "UDP", alice.port(), 60_000);
      phones.dial("leg", "100", null);
      SipText invite = alice.hear();
      alice.send(TestPhones.withSdp(invite.answer(200, "OK", "b", "Contact: <" + CONTACT + ">"),
          TestPhones.ANSWER));
      assertEquals(new SipEvent.Answered(TestPhones.ANSWER), phones.told("leg"));
      assertEquals("ACK", alice.hear().method());
      phones.ask("leg", new SipRequest.End(200, "", Map.of()));
      SipText bye = alice.hear();
      assertEquals("BYE", bye.method());
      alice.send(bye.answer(200, "OK", "b"));
    }
  }

  @ParameterizedTest
  @CsvSource({"666,403,No", "999,404,Not Found", "200,404,nobody to call there",
      "sip:bob@voxbus,480,no phone is registered"})
  void whatThePlanOrThePhoneDoesNotLetThroughIsRefused(String callee, int code, String why) {
    assertEquals(new Fault(code, why).toString(), phones.cannotDial(callee, null).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"expired", "elsewhere"})
  void aPhoneOutOfReachIsNotCalled(String how) {
    boolean expired = how.equals("expired");
    register(expired ? "n1" : "n2", "TCP", 5060, expired ? -1 : 60_000);
    assertEquals(480, phones.cannotDial("100", null).code());
  }
}
