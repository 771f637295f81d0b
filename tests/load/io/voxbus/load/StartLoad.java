package io.voxbus.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** From the start of the JVM to the answer of the first call, on all cores. */
final class StartLoad {
  private static final List<String> BOTH_CORES = List.of("taskset", "-c", "0,1");

  private StartLoad() {}

  static void measure(Path folder, int runs) throws Exception {
    Path cache = folder.resolve("voxbus.aot");
    report("as it is", folder, runs, List.of("-Xmx1g"));
    once(folder, List.of("-Xmx1g", "-XX:AOTCacheOutput=" + cache));
    if (Files.exists(cache)) {
      report("with an AOT cache of " + Files.size(cache) / 1_000_000 + " MB", folder, runs,
          List.of("-Xmx1g", "-XX:AOTCache=" + cache));
    }
  }

  private static void report(String what, Path folder, int runs, List<String> jvm)
      throws Exception {
    double[] seconds = new double[runs];
    double[] cpu = new double[runs];
    for (int i = 0; i < runs; i++) {
      double[] both = once(folder, jvm);
      seconds[i] = both[0];
      cpu[i] = both[1];
    }
    System.out.printf(Locale.ROOT,
        "  start to first answer %s: median %.2f s (%.2f s of CPU) of %d%n", what,
        Samples.median(seconds), Samples.median(cpu), runs);
  }

  private static double[] once(Path folder, List<String> jvm) throws Exception {
    long start = System.nanoTime();
    NodeProcess.Setting setting = new NodeProcess.Setting(NodeProcess.PORT, BOTH_CORES, jvm, "");
    try (NodeProcess node = NodeProcess.start(folder, setting); Wire wire = new Wire()) {
      boolean[] answered = new boolean[1];
      Peer peer = node.connect(wire, "/call", new Peer.Listener() {
        @Override
        public void text(String json) {
          answered[0] |= json.contains("\"event\":\"answer\"");
        }
      });
      peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"}}");
      wire.await("answer", () -> answered[0]);
      return new double[]{(System.nanoTime() - start) / 1e9, node.cpuSeconds()};
    }
  }
}
