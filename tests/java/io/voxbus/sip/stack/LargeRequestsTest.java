package io.voxbus.sip.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.testing.sip.TestStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeRequestsTest {
  private static final SipHop UDP = new SipHop(InetAddress.ofLiteral("192.0.2.1"), 5060, "UDP", "");
  private static final SipHop TCP = UDP.by("TCP");

  private final List<InetSocketAddress> asked = new ArrayList<>();
  private Future<Void> answer = Future.succeededFuture();
  private long now = 1;
  private final LargeRequests large = new LargeRequests(peer -> {
    asked.add(peer);
    return answer;
  }, 20, () -> now);

  private static SIPRequest request(int more) {
    try {
      String text = "OPTIONS sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\n"
          + "From: <sip:b@a>;tag=1\r\nTo: <sip:a@a>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n"
          + "Max-Forwards: 70\r\nX-Long: " + "x".repeat(more) + "\r\nContent-Length: 0\r\n\r\n";
      return (SIPRequest) new StringMsgParser()
          .parseSIPMessage(text.getBytes(StandardCharsets.UTF_8), true, false, null);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private SipHop way(int bytes, SipHop hop) {
    int head = request(1).encodeAsBytes("UDP").length - 1;
    return TestStack.await(large.way(request(bytes - head), hop));
  }

  @Test
  void whatIsTooLargeForUdpGoesByTcp() {
    assertEquals(List.of(UDP, TCP, TCP), List.of(way(1300, UDP), way(1301, UDP), way(1301, TCP)));
    assertEquals(List.of(new InetSocketAddress("192.0.2.1", 5060)), asked);
  }

  @Test
  void whoTakesNoConnectionGetsItByUdpAndIsNotAskedAgainForAWhile() {
    answer = Future.failedFuture("refused");
    assertEquals(List.of(UDP, UDP), List.of(way(1400, UDP), way(1400, UDP)));
    assertEquals(1, asked.size());
    answer = Future.succeededFuture();
    now += 300_000;
    assertEquals(TCP, way(1400, UDP));
  }

  @Test
  void nobodyWaitsLongForAConnectionThatAFirewallSwallows() {
    answer = Promise.<Void>promise().future();
    assertEquals(UDP, way(1400, UDP));
  }

  @Test
  void noMoreThanAThousandOfThemAreRemembered() {
    answer = Future.failedFuture("refused");
    for (int port = 1; port <= 1001; port++) {
      way(1400, new SipHop(UDP.address(), port, "UDP", ""));
    }
    way(1400, new SipHop(UDP.address(), 1000, "UDP", ""));
    assertEquals(1001, asked.size());
    way(1400, new SipHop(UDP.address(), 1001, "UDP", ""));
    assertEquals(1002, asked.size());
    now += 300_000;
    way(1400, new SipHop(UDP.address(), 1001, "UDP", ""));
    way(1400, new SipHop(UDP.address(), 1001, "UDP", ""));
    assertEquals(1003, asked.size());
  }

  @Test
  void whereTcpIsNotSpokenAllGoesByUdp() {
    LargeRequests none = new LargeRequests(null, 20, () -> now);
    assertEquals(UDP, TestStack.await(none.way(request(2000), UDP)));
  }
}
