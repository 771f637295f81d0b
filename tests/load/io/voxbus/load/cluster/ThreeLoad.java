package io.voxbus.load.cluster;

import io.voxbus.load.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a call costs in a cluster of three, against a node of its own: the same calls with sound both ways. */
public final class ThreeLoad {
  private static final int CALLS = Integer.getInteger("voxbus.cluster.calls", 100);
  /** Three compilers have as much to do for a third of the calls each: until they have done it. */
  private static final int WARM_TIMES = 6;

  private ThreeLoad() {}

  /** A node with all the calls, one with as many as each of three has, and three. */
  public static void measure(Path folder, int seconds) throws Exception {
    Results results = new Results(folder);
    double one = costs(folder, 1, CALLS, seconds, results);
    double third = costs(folder, 1, CALLS / 3, seconds, results);
    double three = costs(folder, 3, CALLS, seconds, results);
    results.add("three: CPU a call, times that of one node", three / one);
    results.add("three: CPU a call, times that of one node with a third of them", three / third);
  }

  /** @return percent of a core a call, all nodes together, less what they take without calls */
  private static double costs(Path folder, int count, int many, int seconds, Results results)
      throws Exception {
    String who = "three: " + many + " calls, " + count + (count == 1 ? " node" : " nodes");
    try (Nodes nodes = Nodes.start(folder, count); Wire wire = new Wire()) {
      List<EchoCall> calls = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        EchoCall call = new EchoCall("echo-" + count + "-" + many + "-" + i);
        call.open(wire.connect(nodes.port(i), "/call?id=" + call.id, call));
        calls.add(call);
        wire.await("trackStart", call::talks);
      }
      run(wire, calls, WARM_TIMES * seconds);
      long frames = frames(calls);
      double busy = cpu(nodes, () -> run(wire, calls, seconds), seconds);
      results.add(who + ": frames back a second and call",
          (frames(calls) - frames) / (double) seconds / many);
      for (EchoCall call : calls) {
        call.hangUp();
      }
      run(wire, List.of(), 4);
      double idle = cpu(nodes, () -> run(wire, List.of(), 5), 5);
      results.add(who + ": CPU without calls, percent of a core", idle);
      double each = (busy - idle) / many;
      results.add(who + ": CPU a call, percent of a core", each);
      return each;
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double cpu(Nodes nodes, Work work, int seconds) throws IOException {
    double before = nodes.cpuSeconds();
    work.run();
    return (nodes.cpuSeconds() - before) / seconds * 100;
  }

  private static long frames(List<EchoCall> calls) {
    return calls.stream().mapToLong(EchoCall::heard).sum();
  }

  private static void run(Wire wire, List<EchoCall> calls, int seconds) throws IOException {
    wire.run(System.nanoTime() + seconds * 1_000_000_000L,
        now -> calls.forEach(call -> call.send(now)));
  }
}
