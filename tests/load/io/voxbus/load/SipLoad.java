package io.voxbus.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Telephone calls that come in: SIPp calls, the dial plan has each taken, SIPp hangs up; and INVITEs without a password. */
final class SipLoad {
  private static final int SIP = NodeProcess.PORT + 1;
  private static final int SIPP = NodeProcess.PORT + 4;
  private static final int WARM_UP = Integer.getInteger("voxbus.warm", 6_000);
  private static final int CALLS = Integer.getInteger("voxbus.sipCalls", 20_000);
  private static final int FLOOD = 8_000;
  private static final long LINGER_MILLIS = 40_000;
  private static final String CONF = """
      rtp: {host: 127.0.0.1, firstPort: 22000, lastPort: 29999}
      call: {maxCalls: 30000}
      sip:
        enabled: true
        listen: {host: 127.0.0.1, udp: %d, tcp: -1}
        dialPlan: %s
        guard: {trust: [127.0.0.0/8]}
        auth: {strangers: %s}
        users: {accounts: [{name: alice, password: secret}]}
      """;

  private SipLoad() {}

  private static NodeProcess node(Path folder, boolean strangers) throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), "rules: [{playback: 'tone:440'}]");
    return NodeProcess.start(folder, NodeProcess.Setting.onCoreOne(NodeProcess.PORT,
        CONF.formatted(SIP, plan, strangers)));
  }

  /** Set-up and end of calls with their media ports, at a rate; then what is left of them. */
  static void calls(Path folder, int rate) throws Exception {
    try (NodeProcess node = node(folder, true); Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.undisturbed();
      sipp(folder, 40, 400);
      sipp(folder, rate / 2, WARM_UP / 3);
      sipp(folder, rate, WARM_UP);
      Thread.sleep(LINGER_MILLIS);
      NodeProcess.Memory before = node.memory();
      Left left = Left.of(node);
      double cpu = node.cpuSeconds();
      Samples answers = sipp(folder, rate, CALLS);
      double used = node.cpuSeconds() - cpu;
      System.out.printf(Locale.ROOT, "  %d calls at %d/s: %.3f ms of CPU each; INVITE to 200 %s%n",
          CALLS, rate, used / CALLS * 1000, answers);
      Thread.sleep(LINGER_MILLIS);
      System.out.printf(Locale.ROOT, "  left of each of them: %s; before %s, after %s%n",
          node.memory().since(before, CALLS), left, Left.of(node));
    }
  }

  /** What must not grow with the calls that are over. */
  private record Left(long threads, long files, long transactions) {
    static Left of(NodeProcess node) throws IOException {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + node.pid() + "/task"));
          Stream<Path> open = Files.list(Path.of("/proc/" + node.pid() + "/fd"))) {
        return new Left(tasks.count(), open.count(),
            node.alive("gov\\.nist\\.javax\\.sip\\.stack\\.SIP(Server|Client)Transaction(Impl)?"));
      }
    }
  }

  /** Runs SIPp and gives what its calls took from INVITE to 200. */
  private static Samples sipp(Path folder, int rate, int calls) throws Exception {
    Path data = Files.createDirectories(folder.resolve("sipp-" + System.nanoTime()));
    Files.writeString(data.resolve("call.xml"), SCENARIO);
    Process running = new ProcessBuilder("sipp", "127.0.0.1:" + SIP, "-sf", "call.xml", "-i",
        "127.0.0.1", "-p", String.valueOf(SIPP), "-mi", "127.0.0.1", "-mp", "9000", "-r",
        String.valueOf(rate), "-m", String.valueOf(calls), "-l", "5000", "-nostdin", "-trace_rtt",
        "-rtt_freq", "100", "-timeout", "300", "-trace_err", "-error_file", "errors")
        .directory(data.toFile())
        .redirectErrorStream(true).redirectOutput(data.resolve("sipp.log").toFile()).start();
    if (!running.waitFor(320, TimeUnit.SECONDS) || running.exitValue() != 0) {
      running.destroyForcibly();
      System.out.println("  SIPp counts failed calls:");
      Files.readAllLines(data.resolve("sipp.log")).stream()
          .filter(line -> line.contains("call  ") || line.contains("-----"))
          .forEach(System.out::println);
      Files.readAllLines(data.resolve("errors")).stream().limit(30).forEach(System.out::println);
    }
    Samples answers = new Samples();
    try (Stream<Path> files = Files.list(data)) {
      Path times = files.filter(file -> file.toString().endsWith("_rtt.csv")).findFirst()
          .orElseThrow();
      Files.readAllLines(times).stream().skip(1)
          .forEach(line -> answers.add((long) (Double.parseDouble(line.split(";")[1]) * 1e6)));
    }
    return answers;
  }

  /** INVITEs of nobody: an answer each, and nothing that is kept. */
  static void flood(Path folder) throws Exception {
    try (NodeProcess node = node(folder, false);
        Wire wire = new Wire();
        DatagramSocket socket = new DatagramSocket(SIPP, InetAddress.getByName("127.0.0.1"))) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.undisturbed();
      socket.setReceiveBufferSize(8 << 20);
      socket.setSoTimeout(2_000);
      for (String what : List.of("cold", "warm", "warm again")) {
        double cpu = node.cpuSeconds();
        int answers = flood(socket, what);
        long left = node.alive("gov\\.nist\\.javax\\.sip\\.stack\\.SIPServerTransaction(Impl)?");
        System.out.printf(Locale.ROOT, "  %s: %d answers to %d INVITEs, %.3f ms of CPU each, "
            + "%d transactions%n", what, answers, FLOOD,
            (node.cpuSeconds() - cpu) / FLOOD * 1000, left);
      }
    }
  }

  private static int flood(DatagramSocket socket, String what) throws Exception {
    int answers = 0;
    byte[] buffer = new byte[4096];
    for (int i = 0; i < FLOOD; i++) {
      byte[] invite = INVITE.formatted(SIPP, what.replace(' ', '-'), i).replace("\n", "\r\n")
          .getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(invite, invite.length,
          new InetSocketAddress("127.0.0.1", SIP)));
      if (i % 10 == 9) {
        Thread.sleep(3);
      }
    }
    try {
      while (true) {
        socket.receive(new DatagramPacket(buffer, buffer.length));
        answers++;
      }
    } catch (java.net.SocketTimeoutException e) {
      return answers;
    }
  }

  private static final String INVITE = """
      INVITE sip:100@127.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1:%1$d;branch=z9hG4bK-%2$s-%3$d
      From: <sip:nobody@127.0.0.1>;tag=%3$d
      To: <sip:100@127.0.0.1>
      Call-ID: %2$s-%3$d
      CSeq: 1 INVITE
      Contact: <sip:nobody@127.0.0.1:%1$d>
      Max-Forwards: 70
      Content-Length: 0

      """;

  private static final String SCENARIO = """
      <?xml version="1.0" encoding="ISO-8859-1" ?>
      <scenario name="calls">
      <send retrans="500" start_rtd="1"><![CDATA[
      INVITE sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: <sip:load@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:load@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=load 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000
      ]]></send>
      <recv response="100" optional="true"/>
      <recv response="180" optional="true"/>
      <recv response="200" rtd="1"/>
      <send><![CDATA[
      ACK sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: <sip:load@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

      ]]></send>
      <send retrans="500"><![CDATA[
      BYE sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: <sip:load@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 2 BYE
      Max-Forwards: 70
      Content-Length: 0

      ]]></send>
      <recv response="200"/>
      </scenario>
      """;
}
