package io.voxbus.load;

import io.voxbus.audio.Codec;
import io.voxbus.audio.G711;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * 200 calls with G.711 in both directions, the caller played back by {@code echo:}. Every tenth frame is a tone, loud,
 * louder, loudest in turn: when the first frame with it comes back tells the delay, and that none was lost or swapped.
 */
final class EchoLoad {
  static final int CALLS = Integer.getInteger("voxbus.calls", 200);
  private static final long FRAME_NANOS = 20_000_000;
  private static final int MARK_EVERY = 10;
  private static final int MARKS = 3;
  private static final byte[][] MARK = {tone(4000), tone(9000), tone(20_000)};
  private static final byte[] NOISE = noise();

  private final NodeProcess node;
  private final Wire wire = new Wire();
  private final List<Call> calls = new ArrayList<>();
  private final Samples delays = new Samples();
  private long sent;
  private long received;
  private long lostMarks;

  EchoLoad(NodeProcess node) throws IOException {
    this.node = node;
  }

  private final class Call implements Peer.Listener {
    private final Deque<Long> marks = new ArrayDeque<>();
    private Peer peer;
    private long due;
    private long frames;
    private long back;
    private boolean inMark;
    private boolean playing;

    @Override
    public void text(String json) {
      playing |= json.contains("\"trackStart\"");
    }

    @Override
    public void audio(byte[] bytes, int offset, int length) {
      received++;
      int level = level(bytes, offset, length);
      if (level > 0 && !inMark) {
        back(level);
      }
      inMark = level > 0;
    }

    private void back(int level) {
      for (Long sentAt = marks.poll(); sentAt != null; sentAt = marks.poll()) {
        if (back++ % MARKS + 1 == level) {
          delays.add(System.nanoTime() - sentAt);
          return;
        }
        lostMarks++;
      }
      lostMarks++;
    }

    void send(long now) {
      // What a stop of the generator has missed is left out: a burst is not what callers send.
      due += Math.max(1, (now - due) / FRAME_NANOS) * FRAME_NANOS;
      boolean mark = frames % MARK_EVERY == 0;
      if (mark) {
        marks.add(now);
      }
      try {
        peer.audio(mark ? MARK[(int) (frames / MARK_EVERY % MARKS)] : NOISE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      frames++;
      sent++;
    }
  }

  /** @param vad the option's fields of the call beyond the codec, as JSON, each with a comma before it */
  static void measure(Path folder, int seconds, int runs, String vad) throws Exception {
    NodeProcess.Setting setting = NodeProcess.Setting.onCoreOne(NodeProcess.PORT, "");
    try (NodeProcess node = NodeProcess.start(folder, setting)) {
      warmUp(node, seconds, vad);
      NodeProcess.Memory before = node.memory();
      double idle = idle(node);
      EchoLoad load = new EchoLoad(node);
      load.open(vad);
      load.run(seconds);
      NodeProcess.Memory busy = node.memory();
      node.undisturbed();
      load.run(4);
      double[] parts = new double[runs];
      for (int i = 0; i < runs; i++) {
        parts[i] = load.window(seconds);
      }
      System.out.printf(Locale.ROOT,
          "  CPU %.3f %% of a core a call (idle node: %.1f %% in all); memory %s%n",
          Samples.median(parts), idle * 100, busy.since(before, CALLS));
      load.close();
    }
  }

  private static void warmUp(NodeProcess node, int seconds, String vad) throws Exception {
    EchoLoad load = new EchoLoad(node);
    load.open(vad);
    load.run(2 * seconds);
    load.close();
    Thread.sleep(2000);
  }

  private static double idle(NodeProcess node) throws Exception {
    double before = node.cpuSeconds();
    Thread.sleep(5000);
    return (node.cpuSeconds() - before) / 5;
  }

  private void open(String vad) throws Exception {
    for (int i = 0; i < CALLS; i++) {
      Call call = new Call();
      call.peer = node.connect(wire, "/call?id=echo-" + i, call);
      call.peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"" + vad + "}}");
      call.peer.text("{\"command\":\"play\",\"url\":\"echo:\"}");
      wire.await("trackStart", () -> call.playing);
      calls.add(call);
    }
    long start = System.nanoTime();
    Random random = new Random(1);
    for (Call call : calls) {
      call.due = start + random.nextLong(FRAME_NANOS);
    }
  }

  private void run(double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1e9), now -> {
      for (Call call : calls) {
        if (call.due <= now) {
          call.send(System.nanoTime());
        }
      }
    });
  }

  /** @return CPU of the node, percent of a core a call */
  private double window(int seconds) throws IOException {
    delays.clear();
    long lost = sent - received;
    long sentBefore = sent;
    lostMarks = 0;
    long start = System.nanoTime();
    double cpu = node.cpuSeconds();
    run(seconds);
    cpu = (node.cpuSeconds() - cpu) / ((System.nanoTime() - start) / 1e9) * 100 / CALLS;
    System.out.printf(Locale.ROOT,
        "  run: CPU %.3f %% of a core a call; in to out %s; frames %d, missing %d, marks lost %d%n",
        cpu, delays, sent - sentBefore, sent - received - lost, lostMarks);
    return cpu;
  }

  private void close() throws Exception {
    for (Call call : calls) {
      call.peer.close();
    }
    wire.run(System.nanoTime() + 500_000_000, now -> {});
    wire.close();
  }

  /** 0: noise, else which mark. */
  private static int level(byte[] bytes, int offset, int length) {
    int peak = 0;
    for (int i = offset; i < offset + length; i++) {
      int code = ~bytes[i] & 0x7F;
      peak = Math.max(peak, code);
    }
    int magnitude = ((((peak & 15) << 1) + 33) << (peak >> 4)) * 4 - 132;
    if (magnitude < 2500) {
      return 0;
    }
    return magnitude < 6000 ? 1 : magnitude < 14_000 ? 2 : 3;
  }

  private static byte[] tone(int amplitude) {
    byte[] frame = new byte[160];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = mu((int) (amplitude * Math.sin(2 * Math.PI * 1000 * i / 8000 + 0.4)));
    }
    return frame;
  }

  private static byte[] noise() {
    Random random = new Random(2);
    byte[] frame = new byte[160];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = mu((int) (200 * random.nextGaussian()));
    }
    return frame;
  }

  private static byte mu(int sample) {
    byte[] out = new byte[Codec.MAX_BYTES];
    G711.MU_LAW.encode(new short[]{(short) sample}, out);
    return out[0];
  }
}
