package io.voxbus.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Telephone calls with G.711 in both directions, the caller played back, and how evenly that comes. */
final class RtpLoad {
  private static final int CALLS = Integer.getInteger("voxbus.calls", 200);
  private static final double TICKS_A_SECOND = 100;

  private final RtpPhones phones;
  private NodeProcess.Memory before = new NodeProcess.Memory(0, 0, java.util.Map.of());

  private RtpLoad(RtpPhones phones) {
    this.phones = phones;
  }

  /**
   * @param what {@code echo}: each phone hears itself; {@code relay}: two and two hear each other; {@code rtpengine}: the
   *             same by that
   */
  static void measure(Path folder, int seconds, int runs, String what) throws Exception {
    try (RtpPhones phones = new RtpPhones(CALLS)) {
      new RtpLoad(phones).measureWith(folder, seconds, runs, what);
    }
  }

  private void measureWith(Path folder, int seconds, int runs, String what) throws Exception {
    boolean other = what.equals("rtpengine");
    Process node = other ? startOther(folder) : start(folder, what);
    try {
      phones.talk(2 * seconds);
      String memory = other
          ? "not asked"
          : NodeProcess.memory(node.pid()).since(before, CALLS);
      double[] parts = new double[runs];
      for (int i = 0; i < runs; i++) {
        parts[i] = window(node, seconds);
      }
      System.out.printf(Locale.ROOT, "  CPU %.3f %% of a core a phone, %d phones; memory %s%n",
          Samples.median(parts), CALLS, memory);
    } finally {
      node.destroy();
      node.waitFor();
    }
  }

  private Process start(Path folder, String what) throws Exception {
    String root = System.getProperty("voxbus.root");
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "1",
        ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(List.of(System.getProperty("voxbus.jvm").trim().split("\\s+")));
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
        root + "/tests/load/io/voxbus/load/RtpNode.java", folder.toString(), what));
    for (int i = 0; i < phones.count(); i++) {
      command.add(String.valueOf(phones.port(i)));
    }
    Process node = new ProcessBuilder(command)
        .redirectError(folder.resolve("rtp.log").toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(node::destroyForcibly));
    BufferedReader lines = node.inputReader();
    if (lines.readLine() != null) {
      before = NodeProcess.memory(node.pid());
      node.getOutputStream().write('\n');
      node.getOutputStream().flush();
    }
    for (int i = 0; i < phones.count(); i++) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException(Files.readString(folder.resolve("rtp.log")));
      }
      phones.aim(i, Integer.parseInt(line.trim()));
    }
    return node;
  }

  private Process startOther(Path folder) throws IOException {
    Process node = RtpEngine.start(folder);
    for (int i = 0; i + 1 < phones.count(); i += 2) {
      int[] ports = RtpEngine.join("load-" + i, phones.port(i), phones.port(i + 1));
      phones.aim(i, ports[0]);
      phones.aim(i + 1, ports[1]);
    }
    return node;
  }

  /** @return CPU of the node, percent of a core a call */
  private double window(Process node, int seconds) throws Exception {
    long start = System.nanoTime();
    double cpu = cpuSeconds(node);
    RtpPhones.Heard heard = phones.talk(seconds);
    cpu = (cpuSeconds(node) - cpu) / ((System.nanoTime() - start) / 1e9) * 100 / CALLS;
    System.out.printf(Locale.ROOT,
        "  run: CPU %.3f %% of a core a phone; sent %d, heard %d, numbers skipped %d, frames out of turn %d; %s%n",
        cpu, heard.sent(), heard.heard(), heard.skipped(), heard.unlike(), phones.spacing());
    return cpu;
  }

  private static double cpuSeconds(Process node) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + node.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }
}
