package io.voxbus.sip.stack;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import io.voxbus.testing.FreePorts;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack as phones see it, over real sockets. */
class SipStackTest {
  private static Vertx vertx;
  private static TestStack stack;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    stack = TestStack.start(vertx);
  }

  @AfterAll
  static void stop() {
    stack.close();
    await(vertx.close());
  }

  private static SipPeer peer(String transport) {
    return switch (transport) {
      case "UDP" -> SipPeer.udp(stack.port("UDP"));
      case "TCP" -> SipPeer.tcp(stack.port("TCP"));
      default -> SipPeer.ws(stack.port("WS"));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP", "WS"})
  void aRequestIsAnsweredToWhereItCameFrom(String transport) {
    try (SipPeer peer = peer(transport)) {
      SipText answer = peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1")).hear();
      assertEquals(200, answer.status());
      assertEquals("127.0.0.1", answer.parameter("Via", "received"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP", "WS"})
  void aCallIsSetUpAndEnded(String transport) {
    try (SipPeer peer = peer(transport)) {
      SipText ok = peer
          .send(peer.request("INVITE", "sip:us@127.0.0.1", "Call-ID: whole-" + transport))
          .hearFinal();
      assertEquals(200, ok.status());
      List<String> dialog = List.of("Call-ID: whole-" + transport, "From: " + ok.header("From"),
          "To: " + ok.header("To"));
      peer.send(peer.request("ACK", "sip:us@127.0.0.1",
          headers(dialog, "CSeq: 1 ACK")));
      SipText bye = peer
          .send(peer.request("BYE", "sip:us@127.0.0.1", headers(dialog, "CSeq: 2 BYE")))
          .hear();
      assertEquals("200 2 BYE", bye.status() + " " + bye.header("CSeq"));
    }
  }

  private static String[] headers(List<String> some, String more) {
    return java.util.stream.Stream.concat(some.stream(), java.util.stream.Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void aRetransmissionIsAnsweredOnce() {
    try (SipPeer peer = peer("UDP")) {
      String options = peer.request("OPTIONS", "sip:us@127.0.0.1", "Call-ID: again");
      assertEquals(200, peer.send(options).hear().status());
      assertEquals(200, peer.send(options).hear().status());
      assertTrue(peer.heardNothingBefore(peer.request("OPTIONS", "sip:us@127.0.0.1")));
      assertEquals(1, stack.seen("again"));
    }
  }

  @Test
  void aClientOfTheOldTimesIsUnderstood() {
    try (SipPeer peer = peer("UDP")) {
      String old = peer.request("OPTIONS", "sip:us@127.0.0.1", "Call-ID: old",
          "Via: SIP/2.0/UDP " + peer.address() + ";rport").replace("Max-Forwards: 70\r\n", "");
      String odd = peer.request("OPTIONS", "sip:us@127.0.0.1", "Call-ID: odd",
          "Via: SIP/2.0/UDP " + peer.address() + ";branch=7;rport");
      for (String request : List.of(old, old, odd)) {
        SipText answer = peer.send(request).hear();
        assertEquals(200, answer.status());
        assertEquals(request.equals(odd), answer.header("Via").contains(";branch=7;"));
        assertFalse(answer.header("Via").contains("old-branch"));
      }
      assertEquals(1, stack.seen("old"));
    }
  }

  @Test
  void clientsMayChooseTheSameBranch() {
    String via = "Via: SIP/2.0/UDP %s;branch=z9hG4bKsame;rport";
    try (SipPeer one = peer("UDP"); SipPeer two = peer("UDP")) {
      for (SipPeer peer : List.of(one, two)) {
        for (String method : List.of("MESSAGE", "OPTIONS")) {
          SipText answer = peer.send(peer.request(method, "sip:us@127.0.0.1",
              via.formatted(peer.address()))).hear();
          assertEquals("200 1 " + method, answer.status() + " " + answer.header("CSeq"));
          assertEquals("z9hG4bKsame", answer.parameter("Via", "branch"));
        }
      }
    }
  }

  @Test
  void whatIsTooLargeForADatagramIsDroppedUnread() {
    try (SipPeer peer = peer("UDP")) {
      int before = stack.counted("too_large");
      peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1", "X: " + "y".repeat(50_000)));
      assertTrue(peer.heardNothingBefore(peer.request("OPTIONS", "sip:us@127.0.0.1")));
      assertEquals(before + 1, stack.counted("too_large"));
    }
  }

  @Test
  void noNameIsSoLongThatNobodyIsHeardAfterIt() {
    try (SipPeer peer = peer("UDP")) {
      String options = peer.request("OPTIONS", "sip:us@127.0.0.1");
      for (String part : List.of("a", "\\\"", "\\a")) {
        String from = "From: \"" + part.repeat(3_900 / part.length()) + "\" <sip:a@h>;tag=1";
        peer.send(options.replaceFirst("(?m)^From:.*(?=\r$)",
            java.util.regex.Matcher.quoteReplacement(from)));
        peer.hear();
        assertEquals(200, peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1")).hear().status());
      }
    }
  }

  @Test
  void anAnswerNeverGoesToWhomTheSenderNames() {
    try (SipPeer peer = peer("UDP"); SipPeer victim = peer("UDP")) {
      SipText answer = peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1",
          "Via: SIP/2.0/UDP " + peer.address() + ";branch=z9hG4bK-maddr;maddr=127.0.0.1;received="
              + "127.0.0.2;rport=" + victim.port()))
          .hear();
      assertEquals(List.of("127.0.0.1", String.valueOf(peer.port())),
          List.of(answer.parameter("Via", "received"), answer.parameter("Via", "rport")));
      assertEquals(0, victim.waiting());
    }
  }

  @Test
  void withTooMuchToDoNewCallsGetALaterTime() {
    try (SipPeer peer = peer("UDP")) {
      stack.stack().refuseCalls(true);
      SipText later = peer.send(peer.request("INVITE", "sip:us@127.0.0.1")).hear();
      assertEquals("503 10", later.status() + " " + later.header("Retry-After"));
      assertEquals(200, peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1")).hear().status());
      stack.stack().refuseCalls(false);
      assertEquals(200,
          peer.send(peer.request("INVITE", "sip:us@127.0.0.1")).hearFinal().status());
    }
  }

  @Test
  void connectionsAreKeptAlive() {
    try (SipPeer peer = peer("TCP")) {
      assertEquals("\r\n", peer.send("\r\n\r\n").hearBlank());
    }
  }

  @Test
  void messagesOnAConnectionMayComeInAnyPieces() {
    try (SipPeer peer = peer("TCP")) {
      String two = peer.request("OPTIONS", "sip:a@127.0.0.1")
          + peer.request("OPTIONS", "sip:b@127.0.0.1");
      for (int i = 0; i < two.length(); i += 7) {
        peer.send(two.substring(i, Math.min(two.length(), i + 7)));
      }
      assertEquals(Set.of("<sip:a@127.0.0.1>", "<sip:b@127.0.0.1>"),
          Set.of(bare(peer.hear()), bare(peer.hear())));
    }
  }

  private static String bare(SipText answer) {
    return answer.header("To").replaceAll(";.*", "");
  }

  @Test
  void aConnectionWithoutMessageIsClosed() {
    try (SipPeer silent = peer("TCP"); SipPeer slow = peer("TCP")) {
      slow.send("OPTIONS sip:us@127.0.0.1 SIP/2.0\r\nVia: ");
      slow.awaitEnd();
      silent.awaitEnd();
    }
  }

  @Test
  void aRequestOnAConnectionNeedsItsLength() {
    try (SipPeer peer = peer("TCP")) {
      SipText answer = peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1")
          .replace("Content-Length: 0\r\n", "")).hear();
      assertEquals("SIP/2.0 400 Content-Length Is Missing", answer.startLine());
      peer.awaitEnd();
    }
  }

  @Test
  void whatCameBeforeSomethingUnreadableIsAnsweredAllTheSame() {
    try (SipPeer peer = peer("TCP")) {
      SipText answer = peer
          .send(peer.request("OPTIONS", "sip:a@127.0.0.1") + "neither fish nor flesh\r\n\r\n")
          .hear();
      assertEquals("200 <sip:a@127.0.0.1>", answer.status() + " " + bare(answer));
      peer.awaitEnd();
    }
  }

  @Test
  void whatCannotBeDeliveredIsAnsweredBy503() throws Exception {
    int nobody = FreePorts.next();
    long begin = System.nanoTime();
    send(options("lost", nobody, "tcp"), nobody, "TCP");
    assertEquals(503, stack.response().getResponse().getStatusCode());
    assertTrue(System.nanoTime() - begin < 5_000_000_000L, "at once");
  }

  @Test
  void weCallOverTcp() {
    try (SipPeer server = SipPeer.tcpServer()) {
      send(options("out", server.port(), "tcp"), server.port(), "TCP");
      SipText heard = server.hear();
      assertEquals("OPTIONS", heard.method());
      server.send(heard.answer(200, "OK", "x"));
      assertEquals(200, stack.response().getResponse().getStatusCode());
    }
  }

  private static Request options(String callId, int port, String transport) {
    try {
      String text = """
          OPTIONS sip:them@127.0.0.1:%d;transport=%s SIP/2.0
          From: <sip:us@127.0.0.1>;tag=1
          To: <sip:them@127.0.0.1>
          Call-ID: %s
          CSeq: 1 OPTIONS
          Max-Forwards: 70

          """.formatted(port, transport, callId).replace("\n", "\r\n");
      return (Request) new gov.nist.javax.sip.parser.StringMsgParser()
          .parseSIPMessage(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), true, false,
              null);
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static void send(Request request, int port, String transport) {
    String callId = ((gov.nist.javax.sip.message.SIPRequest) request).getCallId().getCallId();
    stack.stack().run(callId, () -> {
      try {
        stack.stack().transaction(request,
            new SipHop(InetAddress.ofLiteral("127.0.0.1"), port, transport, "127.0.0.1"))
            .sendRequest();
      } catch (javax.sip.SipException e) {
        throw new AssertionError(e);
      }
    });
  }

  @ParameterizedTest
  @CsvSource({"localhost,200", "127.0.0.1,503"})
  void weCallOverTlsWhoeverProvesToBeTheHostThatWasCalled(String host, int code) {
    SelfSignedCertificate own = SelfSignedCertificate.create("localhost");
    ListenConfig listen = new ListenConfig("127.0.0.1", null, 0, -1, 0, -1, -1,
        own.certificatePath(), own.privateKeyPath(), own.certificatePath(), true, 0, 0, 0, 0, 0, 0,
        null, null, 0, 0, null, null, null);
    try (TestStack server = TestStack.start(vertx, listen, Doorkeeper.OPEN,
        TestStack.trusting("127.0.0.0/8"));
        TestStack client = TestStack.start(vertx, listen, Doorkeeper.OPEN,
            TestStack.trusting("127.0.0.0/8"))) {
      Request request = options("tls-" + code, server.port("TLS"), "tls");
      SipHop hop = await(client.stack().resolve(Uris.sip(host, server.port("TLS"), "tls")))
          .getFirst();
      client.stack().run("tls-" + code, () -> {
        try {
          client.stack().transaction(request, hop).sendRequest();
        } catch (javax.sip.SipException e) {
          throw new AssertionError(e);
        }
      });
      assertEquals(code, client.response().getResponse().getStatusCode());
    } finally {
      own.delete();
    }
  }

  @Test
  void contactNamesHowOthersReachUs() {
    SipURI tcp = stack.stack().contact("tcp");
    assertEquals("sip:127.0.0.1:" + stack.port("TCP") + ";transport=tcp", tcp.toString());
  }

  @Test
  void worksOverIpv6() {
    try (TestStack six = TestStack.start(vertx, TestStack.listen("::1"), Doorkeeper.OPEN,
        TestStack.trusting("::1"));
        SipPeer udp = SipPeer.udp("::1", six.port("UDP"));
        SipPeer tcp = SipPeer.tcp("::1", six.port("TCP"))) {
      for (SipPeer peer : List.of(udp, tcp)) {
        assertEquals(200, peer.send(peer.request("OPTIONS", "sip:us@[::1]")).hear().status());
      }
      assertEquals("sip:[0:0:0:0:0:0:0:1]:" + six.port("UDP"),
          six.stack().contact("udp").toString());
    }
  }

  @Test
  void aStackThatStoppedLeavesNothingBehind() throws Exception {
    Set<String> before = threads();
    for (int i = 0; i < 5; i++) {
      TestStack one = TestStack.start(vertx);
      int udp = one.port("UDP");
      int tcp = one.port("TCP");
      try (SipPeer peer = SipPeer.udp(udp)) {
        assertEquals(200, peer.send(peer.request("OPTIONS", "sip:us@127.0.0.1")).hear().status());
      }
      one.close();
      new DatagramSocket(udp, InetAddress.getByName("127.0.0.1")).close();
      new ServerSocket(tcp, 1, InetAddress.getByName("127.0.0.1")).close();
    }
    Set<String> left = threads();
    left.removeAll(before);
    assertEquals(Set.of(), left);
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
        .filter(name -> !name.startsWith("vert.x") && !name.startsWith("ForkJoin"))
        .collect(Collectors.toSet());
  }
}
