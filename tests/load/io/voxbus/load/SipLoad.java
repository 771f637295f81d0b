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
  private static final int STANDING = 1_000;
  private static final int FIRST_PORT = 22_000;
  private static final int LAST_PORT = 29_999;
  private static final int FLOOD = 8_000;
  private static final double MOST_CPU_MILLIS = 0.6;
  private static final double MOST_ANSWER_MILLIS = 10;
  private static final long LINGER_MILLIS = 40_000;
  private static final String CONF = """
      rtp: {host: 127.0.0.1, firstPort: %d, lastPort: %d}
      call: {maxCalls: 30000, incoming: {dump: %b}}
      sip:
        enabled: true
        listen: {host: 127.0.0.1, udp: %d, tcp: -1}
        dialPlan: %s
        guard: {trust: [127.0.0.0/8]}
        auth: {strangers: %s}
        users: {accounts: [{name: alice, password: secret}]}
      """;

  private SipLoad() {}

  private static NodeProcess node(Path folder, boolean strangers, boolean written)
      throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), "rules: [{playback: 'tone:440'}]");
    return NodeProcess.start(folder, NodeProcess.Setting.onCoreOne(NodeProcess.PORT,
        CONF.formatted(FIRST_PORT, LAST_PORT, written, SIP, plan, strangers)
            + (written ? "" : "callrecord: {type: none}")));
  }

  /**
   * Set-up and end of calls with their media ports, at a rate; then what is left of them, and what standing ones take.
   *
   * @param written whether each has a dump and a record, as it has unless configured otherwise
   */
  static void calls(Path folder, int rate, boolean written) throws Exception {
    System.out.println(written ? "  with a dump and a record each" : "  without dumps and records");
    try (NodeProcess node = node(folder, true, written); Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.undisturbed();
      sipp(folder, new Calls(40, 400, 0));
      sipp(folder, new Calls(rate / 2, WARM_UP / 3, 0));
      sipp(folder, new Calls(rate, WARM_UP, 0));
      Thread.sleep(LINGER_MILLIS);
      NodeProcess.Memory before = node.memory();
      Left left = Left.of(node);
      double cpu = node.cpuSeconds();
      Samples answers = sipp(folder, new Calls(rate, CALLS, 0));
      double millis = (node.cpuSeconds() - cpu) / CALLS * 1000;
      System.out.printf(Locale.ROOT, "  %d calls at %d/s: %.3f ms of CPU each (%s); INVITE to 200 "
          + "%s (%s)%n", CALLS, rate, millis, verdict(millis, MOST_CPU_MILLIS), answers,
          verdict(answers.millis(0.99), MOST_ANSWER_MILLIS));
      Thread.sleep(LINGER_MILLIS);
      System.out.printf(Locale.ROOT, "  left of each of them: %s; before %s, after %s%n",
          node.memory().since(before, CALLS), left, Left.of(node));
      standing(folder, node);
    }
  }

  private static void standing(Path folder, NodeProcess node) throws Exception {
    NodeProcess.Memory before = node.memory();
    Thread calling = Thread.startVirtualThread(() -> {
      try {
        sipp(folder, new Calls(100, STANDING, 30_000));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    Thread.sleep(STANDING * 10 + 5_000);
    NodeProcess.Memory during = node.memory();
    System.out.printf(Locale.ROOT, "  %d ports; a standing call takes %s%n",
        Left.of(node).ports(), during.since(before, STANDING));
    calling.join();
  }

  static String verdict(double measured, double most) {
    return String.format(Locale.ROOT, "at most %s: %s", most,
        measured <= most ? "kept" : "MISSED");
  }

  /** What must not grow with the calls that are over. */
  private record Left(long threads, long files, long ports, long transactions, long timers) {
    static Left of(NodeProcess node) throws IOException {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + node.pid() + "/task"));
          Stream<Path> open = Files.list(Path.of("/proc/" + node.pid() + "/fd"));
          Stream<String> udp = Files.lines(Path.of("/proc/" + node.pid() + "/net/udp"))) {
        return new Left(tasks.count(), open.count(), udp.filter(Left::isMedia).count(),
            node.alive("gov\\.nist\\.javax\\.sip\\.stack\\.SIP(Server|Client)Transaction(Impl)?"),
            node.alive("io\\.vertx\\.core\\.impl\\.VertxImpl\\$InternalTimerHandler"
                + "|io\\.voxbus\\.sip\\.stack\\.LoopTimer\\$Due"));
      }
    }

    /** {@code sl: address:port ...}, in hexadecimal digits. */
    private static boolean isMedia(String line) {
      String[] words = line.trim().split("[\\s:]+");
      if (words.length < 3 || !words[2].matches("[0-9A-F]{4}")) {
        return false;
      }
      int port = Integer.parseInt(words[2], 16);
      return port >= FIRST_PORT && port <= LAST_PORT;
    }
  }

  /** @param holdMillis how long each stands */
  private record Calls(int rate, int count, int holdMillis) {}

  /** Runs SIPp and gives what its calls took from INVITE to 200. */
  private static Samples sipp(Path folder, Calls calls) throws Exception {
    Path data = Files.createDirectories(folder.resolve("sipp-" + System.nanoTime()));
    Files.writeString(data.resolve("call.xml"), SCENARIO.replace("HOLD",
        String.valueOf(calls.holdMillis)));
    Process running = new ProcessBuilder("sipp", "127.0.0.1:" + SIP, "-sf", "call.xml", "-i",
        "127.0.0.1", "-p", String.valueOf(SIPP), "-mi", "127.0.0.1", "-mp", "9000", "-r",
        String.valueOf(calls.rate), "-m", String.valueOf(calls.count), "-l", "5000", "-nostdin",
        "-trace_rtt",
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
    try (NodeProcess node = node(folder, false, true);
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
      <pause milliseconds="HOLD"/>
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
