package io.voxbus.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Messages that are made to cost: what CPU each takes until it is refused or dropped. */
final class HugeLoad {
  private static final int SIP = NodeProcess.PORT + 1;
  private static final int WARM_UP = 100;
  private static final int COUNT = 200;
  private static final int MOST_WAIT_MILLIS = 100;
  private static final int MOST_DATAGRAM = 65_507;
  private static final double MOST_CPU_MILLIS = 5;
  private static final String CONF = """
      sip:
        enabled: true
        listen: {host: 127.0.0.1, udp: %1$d, tcp: %1$d, connectionsPerSource: 1000}
        guard: {trust: [127.0.0.0/8]}
        auth: {strangers: true}
      """;

  private HugeLoad() {}

  static void measure(Path folder) throws Exception {
    try (NodeProcess node = NodeProcess.start(folder,
        NodeProcess.Setting.onCoreOne(NodeProcess.PORT, CONF.formatted(SIP)));
        Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.undisturbed();
      for (String message : messages().values()) {
        cpu(node, WARM_UP, () -> byTcp(tcp(message)));
      }
      for (Map.Entry<String, String> message : messages().entrySet()) {
        byte[] tcp = tcp(message.getValue());
        byte[] udp = message.getValue().getBytes(StandardCharsets.UTF_8);
        tell(message.getKey(), "TCP", tcp.length, cpu(node, COUNT, () -> byTcp(tcp)));
        if (udp.length <= MOST_DATAGRAM) {
          tell(message.getKey(), "UDP", udp.length, cpu(node, COUNT, () -> byUdp(udp)));
        }
      }
    }
  }

  private static byte[] tcp(String message) {
    return message.replace("SIP/2.0/UDP", "SIP/2.0/TCP").getBytes(StandardCharsets.UTF_8);
  }

  private static void tell(String what, String transport, int bytes, double millis) {
    System.out.printf(Locale.ROOT, "  %s by %s, %d kB: %.2f ms of CPU (%s)%n", what, transport,
        bytes / 1000, millis, SipLoad.verdict(millis, MOST_CPU_MILLIS));
  }

  private static Map<String, String> messages() {
    Map<String, String> messages = new LinkedHashMap<>();
    messages.put("6,000 contacts", invite(
        "Contact: " + many(6_000, i -> "<sip:a@b>,") + "<sip:c@d>\n", ""));
    messages.put("14,000 parameters of an address", invite(
        "Contact: <sip:a@b" + many(14_000, i -> ";a=b") + ">\n", ""));
    messages.put("13,000 folded lines", invite("Subject: a\n" + many(13_000, i -> " b\n"), ""));
    messages.put("5,000 header fields", invite(many(5_000, i -> "X-" + i + ": 1\n"), ""));
    messages.put("20,000 header fields", invite(many(20_000, i -> "X-" + i + ": 1\n"), ""));
    messages.put("a header field of 60 kB", invite("Subject: " + "x".repeat(60_000) + "\n", ""));
    messages.put("an SDP of 10,000 a= lines", invite("", many(10_000, i -> "a=x\n")));
    messages.put("an SDP of 100,000 a= lines", invite("", many(100_000, i -> "a=x\n")));
    messages.put("an SDP of 10,000 m= lines", invite("",
        many(10_000, i -> "m=audio 4000 RTP/AVP 0\n")));
    return messages;
  }

  private static String many(int count, IntFunction<String> one) {
    return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining());
  }

  private static String invite(String headers, String lines) {
    String sdp = lines.isEmpty() ? "" : SDP + lines;
    return (INVITE.formatted(headers, sdp.replace("\n", "\r\n").length()) + sdp)
        .replace("\n", "\r\n");
  }

  /** Something that is done once. */
  private interface Once {
    void send() throws IOException;
  }

  private static double cpu(NodeProcess node, int count, Once once) throws Exception {
    double before = node.cpuSeconds();
    for (int i = 0; i < count; i++) {
      once.send();
    }
    Thread.sleep(200);
    return (node.cpuSeconds() - before) / count * 1000;
  }

  /** Until it is answered or dropped: whose header never ends is answered by nothing, and its connection closed later. */
  private static void byTcp(byte[] message) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", SIP)) {
      socket.setSoTimeout(MOST_WAIT_MILLIS);
      socket.getOutputStream().write(message);
      InputStream in = socket.getInputStream();
      int read = in.read(new byte[4096]);
      if (read == 0) {
        throw new IOException("nothing was read");
      }
    } catch (java.net.SocketTimeoutException e) {
      // dropped
    } catch (java.net.SocketException e) {
      // closed while we still wrote: refused
    }
  }

  /** Its answer may be none, and would say nothing. */
  private static void byUdp(byte[] message) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSendBufferSize(1 << 20);
      socket.send(new DatagramPacket(message, message.length,
          new InetSocketAddress("127.0.0.1", SIP)));
    }
  }

  private static final String SDP = """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 4000 RTP/AVP 0
      """;
  private static final String INVITE = """
      INVITE sip:100@127.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK-huge
      From: <sip:nobody@127.0.0.1>;tag=1
      To: <sip:100@127.0.0.1>
      Call-ID: huge
      CSeq: 1 INVITE
      Max-Forwards: 70
      %sContent-Type: application/sdp
      Content-Length: %d

      """;
}
