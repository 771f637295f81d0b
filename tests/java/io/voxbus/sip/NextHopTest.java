package io.voxbus.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.voxbus.directory.LocalBindings;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.testing.sip.FakeDns;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name stands for two servers, and the first of them does not take the call (RFC 3263 section 4.3). */
class NextHopTest {
  private static FakeDns dns;
  private static TestPhones phones;
  private static int count;
  private String leg;
  private SipPeer first;
  private SipPeer second;

  @BeforeAll
  static void start() {
    dns = new FakeDns(Map.of("two.test", List.of("127.0.0.2", "127.0.0.3")));
    phones = TestPhones.asking(dns.address());
  }

  @AfterAll
  static void stop() {
    phones.close();
    dns.close();
  }

  @BeforeEach
  void dial() {
    leg = "leg" + ++count;
    first = SipPeer.udpServer("127.0.0.2", 0);
    second = SipPeer.udpServer("127.0.0.3", first.port());
    phones.dial(leg, "sip:bob@two.test:" + first.port(), null);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @ParameterizedTest
  @CsvSource({"503,Out of Order", "408,Nobody There"})
  void theSecondServerGetsTheSameCallWhenTheFirstIsOutOfOrder(int code, String reason) {
    SipText invite = first.hear();
    first.send(invite.answer(code, reason, "a"));
    assertEquals("ACK", first.hear().method());
    SipText again = second.hear();
    assertEquals(invite.startLine(), again.startLine());
    assertEquals(invite.header("Call-ID"), again.header("Call-ID"));
    assertEquals(invite.header("From"), again.header("From"));
    assertEquals("1 INVITE, 2 INVITE", invite.header("CSeq") + ", " + again.header("CSeq"));
    assertNotEquals(invite.header("Via"), again.header("Via"));
    assertEquals(invite.body(), again.body());
    take(again);
  }

  @Test
  void theRefusalOfTheLastServerIsTold() {
    first.send(first.hear().answer(503, "Out of Order", "a"));
    second.send(second.hear().answer(503, "Out of Order Too", "b"));
    assertEquals(new SipEvent.Refused(503, "Out of Order Too"), phones.told(leg));
  }

  @Test
  void whoRefusesIsNotOutOfOrder() {
    first.send(first.hear().answer(486, "Busy Here", "a"));
    assertEquals(new SipEvent.Refused(486, "Busy Here"), phones.told(leg));
    assertEquals(0, second.waiting());
  }

  @Test
  void aServerThatHasRungHasTheCall() {
    SipText invite = first.hear();
    first.send(invite.answer(180, "Ringing", "a"));
    assertEquals(new SipEvent.Progress(180, "Ringing", null), phones.told(leg));
    first.send(invite.answer(503, "Out of Order", "a"));
    assertEquals(new SipEvent.Refused(503, "Out of Order"), phones.told(leg));
    assertEquals(0, second.waiting());
  }

  @ParameterizedTest
  @ValueSource(ints = {180, 200})
  void whatASilentServerOfACarrierSaysTooLateIsEnded(int late, @TempDir Path folder)
      throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.yaml"),
        "rules:\n  - { prefix: \"0\", trunks: [a] }\n");
    try (TestPhones node = TestPhones.start("""
        {"listen": {"host": "127.0.0.1", "udp": 0, "tcp": 0, "dns": ["%s"]}, "dialPlan": "%s",
         "trunks": [{"name": "a", "hosts": [{"uri": "sip:two.test:%d"}], "options": 0,
           "timeout": "500ms"}]}""".formatted(dns.address(), plan, first.port()),
        new LocalBindings())) {
      SipText other = first.hear(); // the call of all tests
      first.send(other.answer(486, "Busy Here", "a"));
      phones.told(leg);
      node.dial("silent", "030", null);
      SipText invite = first.hear();
      while (invite.header("Call-ID").equals(other.header("Call-ID"))) {
        invite = first.hear();
      }
      SipText again = second.hear();
      assertEquals("2 INVITE", again.header("CSeq"));
      first.send(TestPhones.withSdp(invite.answer(late, "Too Late", "a",
          "Contact: <sip:bob@" + first.address() + ">"), TestPhones.ANSWER));
      SipText next = first.hear();
      while (next.method().equals("INVITE")) {
        next = first.hear();
      }
      assertEquals(late == 180 ? "1 CANCEL" : "1 ACK", next.header("CSeq"));
      second.send(TestPhones.withSdp(
          again.answer(200, "OK", "b", "Contact: <sip:bob@" + second.address() + ">"),
          TestPhones.ANSWER));
      assertEquals(new SipEvent.Answered(TestPhones.ANSWER), node.told("silent"));
      assertEquals("2 ACK", second.hear().header("CSeq"));
    }
  }

  private void take(SipText invite) {
    second.send(TestPhones.withSdp(
        invite.answer(200, "OK", "b", "Contact: <sip:bob@" + second.address() + ">"),
        TestPhones.ANSWER));
    assertEquals(new SipEvent.Answered(TestPhones.ANSWER), phones.told(leg));
    assertEquals("2 ACK", second.hear().header("CSeq"));
  }
}
