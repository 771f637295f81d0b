package io.voxbus.load.cluster;

import io.voxbus.load.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What it costs to keep calls for other nodes, of the CPU that the calls take. Calls come and go all the time, so what is
 * kept as they are placed and as they end is part of it.
 */
public final class KeptLoad {
  private static final int NODES = 3;
  private static final int CALLS = Integer.getInteger("voxbus.cluster.calls", 100);
  private static final int WARM_SECONDS = 120;
  /** Many calls, so that the compilers know what places and ends them. */
  private static final int WARM_LIFE_SECONDS = 4;
  private static final int LIFE_SECONDS = Integer.getInteger("voxbus.cluster.life", 60);
  private static final double NANOS = 1e9;

  private final Nodes nodes;
  private final Wire wire;
  private final Deque<EchoCall> calls = new ArrayDeque<>();
  private int placed;
  private long due;

  private KeptLoad(Nodes nodes, Wire wire) {
    this.nodes = nodes;
    this.wire = wire;
  }

  /** @param seconds without calls; three times as many with */
  public static void measure(Path folder, int seconds) throws Exception {
    CpuSamples calm = new CpuSamples();
    CpuSamples busy = new CpuSamples();
    try (Nodes nodes = Nodes.start(folder, NODES, "", CpuSamples.options(folder));
        Wire wire = Wire.calm()) {
      KeptLoad load = new KeptLoad(nodes, wire);
      calm.begin();
      wire.run(System.nanoTime() + (long) (seconds * NANOS), now -> {});
      calm.end();
      load.run(WARM_SECONDS, WARM_LIFE_SECONDS);
      int before = load.placed;
      busy.begin();
      load.run(3 * seconds, LIFE_SECONDS);
      busy.end();
      new Results(folder).add("kept: calls placed", load.placed - before);
    }
    CpuSamples.read(folder, List.of(calm, busy));
    if (busy.all() == 0) {
      throw new IOException("this JVM takes no samples of CPU time: 25 or newer does");
    }
    tell(new Results(folder), calm, busy);
  }

  private static void tell(Results results, CpuSamples calm, CpuSamples busy) throws IOException {
    results.add("kept: samples of CPU time", busy.all());
    results.add("kept: samples that were lost", busy.lost());
    double all = busy.rate(busy.all()) - calm.rate(calm.all());
    double kept = busy.rate(busy.states()) - calm.rate(calm.states());
    double shared = busy.rate(busy.hazelcast()) - calm.rate(calm.hazelcast());
    results.add("kept: CPU of calls in Java, percent of a core",
        all * CpuSamples.PERIOD_SECONDS * 100);
    results.add("kept: of it writing states, percent", 100 * kept / all);
    results.add("kept: of it Hazelcast's threads, percent", 100 * shared / all);
    results.add("kept: of it both, percent", 100 * (kept + shared) / all);
  }

  /** The oldest call ends where a new one begins. */
  private void run(int seconds, int lifeSeconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * NANOS);
    long apart = (long) (lifeSeconds * NANOS / CALLS);
    due = Math.max(due, System.nanoTime());
    while (System.nanoTime() < end) {
      wire.run(Math.min(due, end), now -> calls.forEach(call -> call.send(now)));
      if (System.nanoTime() >= due) {
        due += apart;
        turnOver();
      }
    }
  }

  private void turnOver() throws IOException {
    if (calls.size() >= CALLS) {
      calls.remove().hangUp();
    }
    EchoCall call = new EchoCall("kept-" + placed);
    call.open(wire.connect(nodes.port(placed++), "/call?id=" + call.id, call));
    calls.add(call);
  }
}
