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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  @CsvSource({"UDP,sip:alice@voxbus", "TCP,100", "TCP,sip:alice@voxbus", "UDP,sip:100@voxbus",
      "UDP,tel:1-00", "UDP,tel:(100);phone-context=voxbus"})
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

  @Test
  void aPhoneWhoseRegistrationHasExpiredIsNotCalled() {
    register("n1", "TCP", 5060, -1);
    assertEquals(480, phones.cannotDial("100", null).code());
  }

  @Test
  void aPhoneWhoseConnectionIsGoneWithItsNodeCannotBeReached() {
    register("n2", "TCP", 5060, 60_000);
    phones.dial("leg", "100", null);
    assertEquals(new SipEvent.Refused(480, "the phone cannot be reached"), phones.told("leg"));
  }

  @Test
  void aPhoneByUdpIsCalledFromHereWhenItsNodeIsGone() {
    try (SipPeer alice = phones.peer("UDP")) {
      register("n2", "UDP", alice.port(), 60_000);
      phones.dial("leg", "100", null);
      assertEquals("INVITE", alice.hear().method());
    }
  }

  @Test
  void aPhoneBehindProxiesIsCalledThroughThem() {
    try (SipPeer edge = phones.peer("UDP")) {
      await(bindings.change("alice", held -> List.of(new Binding(CONTACT,
          List.of("<sip:" + edge.address() + ";lr>", "<sip:inner.test;lr>"), 1, null, "reg", 1,
          System.currentTimeMillis() + 60_000, null,
          new Binding.Flow("n2", "TCP", "127.0.0.1", 5060)))));
      phones.dial("leg", "100", null);
      SipText invite = edge.hear();
      assertEquals("INVITE " + CONTACT + " SIP/2.0", invite.toString().lines().findFirst().get());
      assertEquals("<sip:" + edge.address() + ";lr>,<sip:inner.test;lr>",
          invite.header("Route"));
    }
  }

  @Test
  void allPhonesRingAndTheFirstThatAnswersHasTheCall() {
    try (SipPeer desk = phones.peer("UDP"); SipPeer mobile = phones.peer("UDP")) {
      register(desk, mobile);
      phones.dial("leg", "100", null);
      SipText first = desk.hear();
      SipText second = mobile.hear();
      desk.send(first.answer(180, "Ringing", "d", "Contact: <" + CONTACT + ">"));
      assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told("leg"));
      mobile.send(TestPhones.withSdp(second.answer(200, "OK", "m",
          "Contact: <sip:m@" + mobile.address() + ">"), TestPhones.ANSWER));
      assertEquals(new SipEvent.Answered(TestPhones.ANSWER), phones.told("leg"));
      assertEquals("ACK", mobile.hear().method());
      SipText cancel = desk.hear();
      assertEquals("CANCEL SIP;cause=200", cancel.method() + " " + cancel.header("Reason"));
      desk.send(cancel.answer(200, "OK", "d"));
      desk.send(first.answer(487, "Request Terminated", "d"));
      assertEquals("ACK", desk.hear().method());
      phones.ask("leg", new SipRequest.Message("hi", "text/plain", Map.of()));
      assertEquals("MESSAGE", mobile.hear().method());
    }
  }

  @Test
  void aPhoneThatAnswersTooLateIsAcknowledgedAndHungUp() {
    try (SipPeer desk = phones.peer("UDP"); SipPeer mobile = phones.peer("UDP")) {
      register(desk, mobile);
      phones.dial("leg", "100", null);
      SipText late = desk.hear();
      SipText second = mobile.hear();
      mobile.send(TestPhones.withSdp(second.answer(200, "OK", "m",
          "Contact: <sip:m@" + mobile.address() + ">"), TestPhones.ANSWER));
      phones.told("leg");
      desk.send(TestPhones.withSdp(late.answer(200, "OK", "d",
          "Contact: <sip:d@" + desk.address() + ">"), TestPhones.ANSWER));
      assertEquals("ACK", desk.hear().method());
      assertEquals("BYE", desk.hear().method());
    }
  }

  private void register(SipPeer... phones) {
    await(bindings.change("alice", held -> Stream.of(phones)
        .map(phone -> new Binding(CONTACT + ";p=" + phone.port(), List.of(), 1, null, "reg", 1,
            System.currentTimeMillis() + 60_000, null,
            new Binding.Flow("n1", "UDP", "127.0.0.1", phone.port())))
        .toList()));
  }
}
