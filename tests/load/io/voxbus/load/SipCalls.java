package io.voxbus.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Telephone calls that SIPp makes and ends, and the node that takes them.
 *
 * @param holdMillis how long each stands
 */
record SipCalls(int rate, int count, int holdMillis) {
  static final int SIP = NodeProcess.PORT + 1;
  static final int SIPP = NodeProcess.PORT + 4;
  private static final int MANAGEMENT = NodeProcess.PORT + 5;
  private static final int FIRST_PORT = 22_000;
  private static final int LAST_PORT = 29_999;
  private static final int PATIENCE_SECONDS = 400;
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

  /**
   * A node whose dial plan plays a tone to callers, and says to those of "echo" what they say.
   *
   * @param strangers whether it takes calls of people nobody knows
   * @param written   whether each call has a dump and a record, as it has unless configured otherwise
   */
  static NodeProcess node(Path folder, boolean strangers, boolean written) throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), """
        rules:
          - {number: echo, playback: 'echo:'}
          - {playback: 'tone:440'}
        """);
    return NodeProcess.start(folder, NodeProcess.Setting.onCoreOne(NodeProcess.PORT,
        CONF.formatted(FIRST_PORT, LAST_PORT, written, SIP, plan, strangers)
            + (written ? "" : "callrecord: {type: none}"))
        .managed(MANAGEMENT));
  }

  /** Whether it is one of the media ports of the node. */
  static boolean isMedia(int port) {
    return port >= FIRST_PORT && port <= LAST_PORT;
  }

  /**
   * What came of them.
   *
   * @param answers from INVITE to 200
   * @param failed  as SIPp counts them
   */
  record Outcome(Samples answers, int failed) {}

  /** Runs SIPp, and says so when calls have failed. */
  Outcome run(Path folder) throws Exception {
    Path data = Files.createDirectories(folder.resolve("sipp-" + System.nanoTime()));
    Files.writeString(data.resolve("call.xml"), SCENARIO.replace("HOLD",
        String.valueOf(holdMillis)));
    Process running = new ProcessBuilder("sipp", "127.0.0.1:" + SIP, "-sf", "call.xml", "-i",
        "127.0.0.1", "-p", String.valueOf(SIPP), "-mi", "127.0.0.1", "-mp", "9000", "-r",
        String.valueOf(rate), "-m", String.valueOf(count), "-l", "5000", "-nostdin",
        "-trace_rtt", "-rtt_freq", "1", "-timeout", String.valueOf(PATIENCE_SECONDS), "-trace_err",
        "-error_file", "errors")
        .directory(data.toFile())
        .redirectErrorStream(true).redirectOutput(data.resolve("sipp.log").toFile()).start();
    boolean ended = running.waitFor(PATIENCE_SECONDS + 20, TimeUnit.SECONDS);
    if (!ended || running.exitValue() != 0) {
      running.destroyForcibly();
      System.out.println("  SIPp counts failed calls:");
      Files.readAllLines(data.resolve("sipp.log")).stream()
          .filter(line -> line.contains("call  ") || line.contains("-----"))
          .forEach(System.out::println);
      Path errors = data.resolve("errors");
      if (Files.exists(errors)) {
        Files.readAllLines(errors).stream().limit(30).forEach(System.out::println);
      }
    }
    Samples answers = answers(data);
    return new Outcome(answers, count - answers.size());
  }

  private static Samples answers(Path data) throws IOException {
    Samples answers = new Samples();
    List<Path> times;
    try (Stream<Path> files = Files.list(data)) {
      times = files.filter(file -> file.toString().endsWith("_rtt.csv")).toList();
    }
    for (Path file : times) {
      Files.readAllLines(file).stream().skip(1)
          .forEach(line -> answers.add((long) (Double.parseDouble(line.split(";")[1]) * 1e6)));
    }
    return answers;
  }

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
