package io.voxbus.load.cluster;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Peer;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The media component is replaced again and again, on one node after the other, while calls carry numbered frames both
 * ways. With each new version a new call begins and the oldest but one ends, so that every version has calls; or all of them
 * go on in the new one.
 */
public final class RedeployLoad {
  private static final int CALLS = Integer.getInteger("voxbus.cluster.calls", 100);
  private static final int TIMES = Integer.getInteger("voxbus.cluster.redeploys", 100);
  private static final int PACE_MILLIS = Integer.getInteger("voxbus.cluster.pace", 0);
  private static final boolean MIGRATE = Boolean.getBoolean("voxbus.cluster.migrate");
  private static final Pattern MOVED = Pattern
      .compile("\"migrated\":(\\d+),\"staying\":(\\d+)");
  private static final int FILE_SECONDS = 300 + TIMES * PACE_MILLIS / 1000;

  private final Path folder;
  private final Nodes nodes;
  private final Wire wire;
  private final Pauses pauses = new Pauses();
  private final List<CodedCall> calls = new ArrayList<>();
  private final List<CodedCall> ended = new ArrayList<>();
  private final Queue<Runnable> todo = new ConcurrentLinkedQueue<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger moved = new AtomicInteger();
  private final AtomicInteger stayed = new AtomicInteger();
  private int opened;

  private RedeployLoad(Path folder, Nodes nodes, Wire wire) {
    this.folder = folder;
    this.nodes = nodes;
    this.wire = wire;
  }

  /** @param seconds of the comparison, in which nothing is replaced */
  public static void measure(Path folder, int seconds) throws Exception {
    for (int i = 0; i < 3; i++) {
      Path root = Files.createDirectories(folder.resolve("load-" + (NodeProcess.PORT + i)));
      Sequence.write(root.resolve("sequence.wav"), FILE_SECONDS);
    }
    try (Nodes nodes = Nodes.start(folder, 3); Wire wire = new Wire()) {
      RedeployLoad load = new RedeployLoad(folder, nodes, wire);
      load.open();
      load.run(seconds);
      load.tell("still");
      load.calls.forEach(CodedCall::mark);
      load.settle();
      load.replaceAll();
      load.tell("redeploy");
      load.finish();
    }
  }

  private void open() throws Exception {
    for (int i = 0; i < CALLS; i++) {
      begin();
      CodedCall last = calls.getLast();
      wire.await("trackStart", last::runs);
    }
    nodes.undisturbed();
    settle();
  }

  /** What the generator itself did meanwhile, and was late by, is over. */
  private void settle() throws IOException {
    run(5);
    pauses.clear();
  }

  private void begin() throws IOException {
    CodedCall call = new CodedCall("coded-" + opened, pauses);
    call.open(wire.connect(nodes.port(opened), "/call?id=" + call.id, call));
    opened++;
    calls.add(call);
  }

  private void run(double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1e9), this::turn);
  }

  private void turn(long now) {
    pauses.turn(now);
    for (Runnable next = todo.poll(); next != null; next = todo.poll()) {
      next.run();
    }
    calls.forEach(call -> call.send(System.nanoTime()));
  }

  private void replaceAll() throws Exception {
    Thread replacing = Thread.startVirtualThread(() -> {
      for (int i = 0; i < TIMES; i++) {
        replace(i);
        pause(PACE_MILLIS);
      }
    });
    while (replacing.isAlive()) {
      run(0.2);
    }
    run(2);
  }

  /** On a thread of its own, like all that may block; what it has for the calls is done on theirs. */
  private void replace(int number) {
    pauses.begins("redeploy " + number);
    try {
      Matcher told = MOVED.matcher(nodes.redeploy(number, "media", MIGRATE));
      if (told.find()) {
        moved.addAndGet(Integer.parseInt(told.group(1)));
        stayed.addAndGet(Integer.parseInt(told.group(2)));
      }
      done.incrementAndGet();
    } catch (Exception e) {
      refused.incrementAndGet();
      System.out.println("  " + e);
      return;
    }
    try {
      CodedCall call = new CodedCall("next-" + number, pauses);
      Peer peer = new Peer(nodes.port(number), "/call?id=" + call.id, call);
      todo.add(() -> exchange(call, peer));
    } catch (IOException e) {
      throw new IllegalStateException("no call on the new version", e);
    }
  }

  private void exchange(CodedCall call, Peer peer) {
    try {
      wire.add(peer);
      call.open(peer);
      calls.stream().skip(CALLS / 2).filter(CodedCall::speaks).findFirst().ifPresent(old -> {
        old.fallSilent();
        Thread.startVirtualThread(() -> endLater(old));
      });
      calls.add(call);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void endLater(CodedCall old) {
    pause(1500);
    todo.add(() -> {
      old.hangUp();
      calls.remove(old);
      ended.add(old);
    });
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String what) throws IOException {
    calls.forEach(CodedCall::look);
    Results results = new Results(folder);
    results.add(what + ": largest gap, ms", pauses.longest());
    System.out.println("  " + what + ": it was " + pauses.widest());
    results.add(what + ": gap at p99.9, ms", pauses.usual(0.999));
    results.add(what + ": gaps over 40 ms", pauses.wide());
    System.out.println("  " + what + ": they came with " + pauses.wideIn());
    results.add(what + ": longest pause of the generator itself, ms", pauses.longestOwn());
    results.add(what + ": calls that ended", calls.stream().filter(call -> call.over).count());
    pauses.clear();
  }

  private void finish() throws Exception {
    calls.forEach(CodedCall::fallSilent);
    run(2);
    List<CodedCall> all = new ArrayList<>(calls);
    all.addAll(ended);
    calls.forEach(CodedCall::hangUp);
    wire.await("hangup", () -> all.stream().allMatch(call -> call.over));
    Thread.sleep(2000);
    Results results = new Results(folder);
    for (CodedCall call : all) {
      call.readRecording(recording(call.id));
      if (call.lostUp() > 0) {
        System.out.println("  lost, up: " + call.missing());
      }
    }
    results.add("redeploy: done", done.get());
    results.add("redeploy: refused", refused.get());
    results.add("redeploy: sessions that went on in newer code", moved.get());
    results.add("redeploy: sessions that stayed", stayed.get());
    results.add("redeploy: calls", all.size());
    results.add("redeploy: frames up", all.stream().mapToLong(CodedCall::sent).sum());
    results.add("redeploy: frames down", all.stream().mapToLong(call -> call.down.frames).sum());
    results.add("still: frames lost, up", all.stream().mapToLong(CodedCall::lostStill).sum());
    results.add("still: frames broken, up",
        all.stream().mapToLong(call -> call.still.broken).sum());
    results.add("redeploy: frames lost, down",
        all.stream().mapToLong(call -> call.down.lost()).sum());
    results.add("redeploy: frames lost, up",
        all.stream().mapToLong(CodedCall::lostUp).sum());
    results.add("redeploy: frames doubled",
        all.stream().mapToLong(call -> call.up.doubled + call.down.doubled).sum());
    results.add("redeploy: frames reordered",
        all.stream().mapToLong(call -> call.up.reordered + call.down.reordered).sum());
    results.add("redeploy: frames broken",
        all.stream().mapToLong(call -> call.up.broken + call.down.broken).sum());
  }

  private Path recording(String id) throws IOException {
    for (int i = 0; i < 3; i++) {
      Path file = folder.resolve("load-" + nodes.port(i)).resolve(id + ".wav");
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IOException("no recording of " + id);
  }
}
