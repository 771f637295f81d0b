package io.voxbus.load.cluster;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Samples;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One of three nodes is killed with all its calls, which play a file: how long nobody hears them, and what is lost. */
public final class KillLoad {
  private static final int CALLS = Integer.getInteger("voxbus.cluster.calls", 100);
  private static final int FILE_SECONDS = 300;
  private static final int WARM_SECONDS = 20;
  private static final int RECOVERY_SECONDS = 15;

  private KillLoad() {}

  /** The first node has the calls, the other two have their clients. */
  public static void measure(Path folder) throws Exception {
    for (int i = 0; i < 3; i++) {
      Path root = Files.createDirectories(folder.resolve("load-" + (NodeProcess.PORT + i)));
      Sequence.write(root.resolve("sequence.wav"), FILE_SECONDS);
    }
    try (Nodes nodes = Nodes.start(folder, 3); Wire wire = new Wire()) {
      warm(nodes, wire);
      List<KilledCall> calls = open(nodes, wire);
      run(wire, 10);
      calls.forEach(KilledCall::mark);
      nodes.kill(0);
      run(wire, RECOVERY_SECONDS);
      List<KilledCall> survivors = calls.stream().filter(KilledCall::survived).toList();
      tell(folder, calls, survivors);
      for (KilledCall call : calls) {
        call.hangUp();
      }
      wire.await("the end of all calls", () -> calls.stream().allMatch(KilledCall::ended));
      run(wire, 5);
      Results results = new Results(folder);
      results.add("kill: holes and doubles in events",
          calls.stream().mapToInt(KilledCall::holes).sum());
      results.add("kill: calls without one record", calls.stream()
          .filter(call -> records(folder, call.id) != 1).count());
    }
  }

  /** A node that has just started is slow with its first calls: those that are killed are not the first. */
  private static void warm(Nodes nodes, Wire wire) throws Exception {
    List<EchoCall> first = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      EchoCall call = new EchoCall("warm-" + i);
      call.open(wire.connect(nodes.port(i), "/call?id=" + call.id, call));
      wire.await("trackStart", call::talks);
      first.add(call);
    }
    wire.run(System.nanoTime() + WARM_SECONDS * 1_000_000_000L,
        now -> first.forEach(call -> call.send(now)));
    for (EchoCall call : first) {
      call.hangUp();
    }
    run(wire, 3);
  }

  private static List<KilledCall> open(Nodes nodes, Wire wire) throws Exception {
    List<KilledCall> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      KilledCall call = new KilledCall("killed-" + i);
      call.place(wire.connect(nodes.port(0), "/call?id=" + call.id, call.owner()));
      wire.await("the answer", call::answered);
      call.follow(wire.connect(nodes.port(1 + i % 2),
          "/call?id=" + call.id + "&attach=true&since=0", call));
      wire.await("the file", call::plays);
      calls.add(call);
    }
    return calls;
  }

  private static void tell(Path folder, List<KilledCall> calls, List<KilledCall> survivors)
      throws IOException {
    Samples silence = new Samples();
    survivors.forEach(call -> silence.add(call.silenceNanos()));
    Results results = new Results(folder);
    results.add("kill: calls", calls.size());
    results.add("kill: calls lost, percent",
        100.0 * (calls.size() - survivors.size()) / calls.size());
    results.add("kill: silence p50, ms", silence.millis(0.5));
    results.add("kill: silence p99, ms", silence.millis(0.99));
    results.add("kill: silence most, ms", silence.millis(1));
    calls.stream().filter(call -> !call.survived()).limit(3)
        .forEach(call -> System.out.println("  " + call.id + " " + call.reason()));
  }

  private static long records(Path folder, String id) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().contains("/cdr/"))
          .filter(file -> file.toString().endsWith(".json")).filter(file -> holds(file, id))
          .count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean holds(Path file, String id) {
    try {
      return Files.readString(file).contains('"' + id + '"');
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Wire wire, double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1e9), now -> {});
  }
}
