package io.voxbus.load.cluster;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Peer;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

/**
 * cluster/roll.sh restarts three nodes one after the other while calls stand and new ones come. Sockets go to nodes that
 * are ready, as a load balancer sees to it, and to the next one when one refuses.
 */
public final class RollLoad {
  private static final int NODES = 3;
  private static final int STANDING = Integer.getInteger("voxbus.cluster.standing", 100);
  private static final double RATE = Double
      .parseDouble(System.getProperty("voxbus.cluster.rate", "5"));
  private static final String DRAIN = System.getProperty("voxbus.cluster.drain", "10");
  private static final String SETTLE = System.getProperty("voxbus.cluster.settle", "20");
  private static final double SECONDS_A_CALL = 4;
  /** A node that has just started is slow. */
  private static final int WARM_SECONDS = Integer.getInteger("voxbus.cluster.warm", 30);
  private static final int READY_MILLIS = 250;
  private static final int MOST_ROLL_SECONDS = 480;
  private static final int MOST_TOLD = 10;
  private static final Path ROOT = Path.of(System.getProperty("voxbus.root")).toAbsolutePath();
  /** Whose cluster it is before: of this checkout, or of an older one. */
  private static final Path OLDER = Path
      .of(System.getProperty("voxbus.cluster.older", ROOT.toString())).toAbsolutePath();

  private final Path folder;
  private final Wire wire;
  private final List<RollCall> standing = new ArrayList<>();
  private final List<RollCall> fresh = new ArrayList<>();
  private final List<RollCall> going = new ArrayList<>();
  private final Queue<Runnable> todo = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray ready = new AtomicIntegerArray(NODES);
  private long nextNanos;
  private boolean calling;
  private volatile boolean over;

  private RollLoad(Path folder, Wire wire) {
    this.folder = folder;
    this.wire = wire;
  }

  public static void measure(Path folder) throws Exception {
    try (Wire wire = Wire.calm()) {
      RollLoad load = new RollLoad(folder, wire);
      try {
        load.script(OLDER, "up.sh", "3").waitFor();
        load.run();
      } finally {
        load.over = true;
        load.script(ROOT, "down.sh").waitFor(60, TimeUnit.SECONDS);
      }
    }
  }

  private void run() throws Exception {
    Thread.startVirtualThread(this::watch);
    for (int i = 0; i < STANDING; i++) {
      RollCall call = new RollCall("standing-" + i, 3600);
      standing.add(call);
      place(call, i);
      loop(0.05);
    }
    until(() -> standing.stream().allMatch(call -> call.state() == RollCall.State.TALKING), 20);
    nextNanos = System.nanoTime();
    calling = true;
    loop(WARM_SECONDS);
    long begun = System.nanoTime();
    Process rolling = script(ROOT, "roll.sh");
    until(() -> !rolling.isAlive(), MOST_ROLL_SECONDS);
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (rolling.isAlive()) {
      // it would start nodes that nobody ends
      rolling.destroy();
      rolling.waitFor();
      throw new IOException("roll.sh has not ended within " + MOST_ROLL_SECONDS + " s");
    }
    if (rolling.exitValue() != 0) {
      throw new IOException("roll.sh has not ended well, see roll.sh.log");
    }
    loop(3);
    calling = false;
    until(() -> fresh.stream().allMatch(RollCall::isOver), 20);
    tell(seconds);
  }

  private void tell(double seconds) throws IOException {
    Results results = new Results(folder);
    results.add("roll: seconds", seconds);
    results.add("roll: new calls", fresh.size());
    results.add("roll: new calls failed", count(fresh, RollCall.State.FAILED));
    results.add("roll: new calls dropped",
        fresh.size() - count(fresh, RollCall.State.FAILED) - count(fresh, RollCall.State.ENDED));
    results.add("roll: standing calls", standing.size());
    results.add("roll: standing calls failed", count(standing, RollCall.State.FAILED));
    results.add("roll: standing calls dropped", standing.size()
        - count(standing, RollCall.State.TALKING) - count(standing, RollCall.State.FAILED));
    results.add("roll: sockets that attached again",
        standing.stream().mapToInt(RollCall::moved).sum()
            + fresh.stream().mapToInt(RollCall::moved).sum());
    Stream.concat(standing.stream(), fresh.stream())
        .filter(call -> call.state() == RollCall.State.DROPPED
            || call.state() == RollCall.State.FAILED)
        .limit(MOST_TOLD)
        .forEach(call -> System.out.println("  " + call.id + ' ' + call.state() + ' '
            + call.last()));
  }

  private static long count(List<RollCall> calls, RollCall.State state) {
    return calls.stream().filter(call -> call.state() == state).count();
  }

  private interface Condition {
    boolean holds();
  }

  private void until(Condition condition, int seconds) throws IOException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (!condition.holds() && System.nanoTime() < end) {
      loop(0.1);
    }
  }

  private void loop(double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1e9), this::turn);
  }

  private void turn(long now) {
    for (Runnable next = todo.poll(); next != null; next = todo.poll()) {
      next.run();
    }
    if (calling && now >= nextNanos) {
      nextNanos += (long) (1e9 / RATE);
      RollCall call = new RollCall("fresh-" + fresh.size(), SECONDS_A_CALL);
      fresh.add(call);
      going.add(call);
      place(call, fresh.size());
    }
    standing.forEach(call -> tick(call, now));
    going.removeIf(RollCall::isOver);
    going.forEach(call -> tick(call, now));
  }

  private void tick(RollCall call, long now) {
    call.tick(now);
    if (call.wantsSocket()) {
      Thread.startVirtualThread(() -> {
        Peer peer = connect(call, call.attachPath(), call.id.hashCode());
        todo.add(peer == null ? call::notAttached : () -> adopt(call, peer, false));
      });
    }
  }

  private void place(RollCall call, int at) {
    Thread.startVirtualThread(() -> {
      Peer peer = connect(call, "/call?id=" + call.id, at);
      todo.add(peer == null ? call::notPlaced : () -> adopt(call, peer, true));
    });
  }

  private void adopt(RollCall call, Peer peer, boolean place) {
    try {
      wire.add(peer);
      if (place) {
        call.place(peer);
      } else {
        call.attached(peer);
      }
    } catch (IOException e) {
      call.closed();
    }
  }

  /** Null when no node takes the socket. */
  private Peer connect(RollCall call, String path, int first) {
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < NODES; i++) {
        int node = Math.floorMod(first + i, NODES);
        if (ready.get(node) == 1 || pass == 1) {
          try {
            return new Peer(NodeProcess.PORT + node, path, call);
          } catch (IOException e) {
            // the next one
          }
        }
      }
    }
    return null;
  }

  /** What a load balancer asks, all the time. */
  private void watch() {
    while (!over) {
      for (int i = 0; i < NODES; i++) {
        ready.set(i, isReady(NodeProcess.PORT + 1000 + i) ? 1 : 0);
      }
      try {
        Thread.sleep(READY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static boolean isReady(int port) {
    try {
      HttpURLConnection asked = (HttpURLConnection) URI
          .create("http://127.0.0.1:" + port + "/ready")
          .toURL().openConnection();
      asked.setConnectTimeout(1000);
      asked.setReadTimeout(2000);
      return asked.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Process script(Path checkout, String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("cluster/" + name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder script = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    int port = NodeProcess.PORT;
    script.environment().putIfAbsent("VOXBUS_PRELOAD", "0"); // nobody is listened to here
    script.environment().putAll(Map.of("VOXBUS_STATE", folder.resolve("state").toString(),
        "VOXBUS_PORT", String.valueOf(port), "VOXBUS_MANAGEMENT_PORT", String.valueOf(port + 1000),
        "VOXBUS_CLUSTER_PORT", String.valueOf(port + 100), "VOXBUS_WEBRTC_PORT",
        String.valueOf(port + 200), "VOXBUS_CLUSTER_NAME", "load-" + ProcessHandle.current().pid(),
        "VOXBUS_HEAP", "1g", "VOXBUS_SETTLE", SETTLE, "VOXBUS_DRAIN", DRAIN,
        "VOXBUS_CLUSTER_LOST_AFTER", "30"));
    return script.start();
  }
}
