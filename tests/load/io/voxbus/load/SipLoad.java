package io.voxbus.load;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Telephone calls that come in: SIPp calls, the dial plan has each taken, SIPp hangs up; and INVITEs without a password. */
final class SipLoad {
  private static final int WARM_UP = Integer.getInteger("voxbus.warm", 6_000);
  private static final int CALLS = Integer.getInteger("voxbus.sipCalls", 20_000);
  private static final int RUNS = 3;
  private static final int STANDING = 1_000;
  private static final int FLOOD = 8_000;
  private static final double MOST_CPU_MILLIS = 0.6;
  private static final double MOST_ANSWER_MILLIS = 10;

  private SipLoad() {}

  /**
   * Set-up and end of calls with their media ports, at a rate; then what is left of them, and what standing ones take.
   *
   * @param written whether each has a dump and a record, as it has unless configured otherwise
   */
  static void calls(Path folder, int rate, boolean written) throws Exception {
    System.out.println(written ? "  with a dump and a record each" : "  without dumps and records");
    try (NodeProcess node = SipCalls.node(folder, true, written); Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.awaitReady();
      node.undisturbed();
      new SipCalls(rate / 2, WARM_UP / 3, 0).run(folder);
      new SipCalls(rate, WARM_UP, 0).run(folder);
      SipLeft before = SipLeft.settled(node);
      double[] millis = new double[RUNS];
      for (int i = 0; i < RUNS; i++) {
        millis[i] = run(folder, node, new SipCalls(rate, CALLS / RUNS, 0));
      }
      double median = Samples.median(millis);
      System.out.printf(Locale.ROOT, "  median %.3f ms of CPU each (%s)%n", median,
          verdict(median, MOST_CPU_MILLIS));
      SipLeft.settled(node).tellSince(before, CALLS);
      standing(folder, node);
    }
  }

  /** @return milliseconds of CPU of each */
  private static double run(Path folder, NodeProcess node, SipCalls calls) throws Exception {
    double cpu = node.cpuSeconds();
    SipCalls.Outcome outcome = calls.run(folder);
    double millis = (node.cpuSeconds() - cpu) / calls.count() * 1000;
    System.out.printf(Locale.ROOT,
        "  %d calls at %d/s, %d failed: %.3f ms of CPU each; INVITE to 200 "
            + "%s (%s)%n",
        calls.count(), calls.rate(), outcome.failed(), millis, outcome.answers(),
        verdict(outcome.answers().millis(0.99), MOST_ANSWER_MILLIS));
    return millis;
  }

  private static void standing(Path folder, NodeProcess node) throws Exception {
    NodeProcess.Memory before = node.memory();
    Thread calling = Thread.startVirtualThread(() -> {
      try {
        new SipCalls(100, STANDING, 30_000).run(folder);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    Thread.sleep(STANDING * 10 + 5_000);
    NodeProcess.Memory during = node.memory();
    System.out.printf(Locale.ROOT, "  a standing call takes %s%n",
        during.since(before, STANDING));
    calling.join();
  }

  static String verdict(double measured, double most) {
    return String.format(Locale.ROOT, "at most %s: %s", most,
        measured <= most ? "kept" : "MISSED");
  }

  /** INVITEs of nobody: an answer each, and nothing that is kept. */
  static void flood(Path folder) throws Exception {
    try (NodeProcess node = SipCalls.node(folder, false, true);
        Wire wire = new Wire();
        DatagramSocket socket = new DatagramSocket(SipCalls.SIPP,
            InetAddress.getByName("127.0.0.1"))) {
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
      byte[] invite = INVITE.formatted(SipCalls.SIPP, what.replace(' ', '-'), i)
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(invite, invite.length,
          new InetSocketAddress("127.0.0.1", SipCalls.SIP)));
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
}
