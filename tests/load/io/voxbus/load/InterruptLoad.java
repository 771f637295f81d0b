package io.voxbus.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** 50 calls that play a tone; each is interrupted at random moments, and plays again 150 ms after it was
 * told so. */
final class InterruptLoad implements Peer.Listener {
  private static final int CALLS = 50;
  private static final long MILLI = 1_000_000;
  private static final String PLAY = "{\"command\":\"play\",\"url\":\"tone:1000\"}";
  private static final String INTERRUPT = "{\"command\":\"interrupt\"}";

  private final Random random;
  private final Samples delays;
  private final long[] stale;
  private Peer peer;
  private boolean answered;
  private boolean playing;
  private boolean told;
  private long next = Long.MAX_VALUE;
  private long interruptedAt;
  private long lastAudio;

  private InterruptLoad(Random random, Samples delays, long[] stale) {
    this.random = random;
    this.delays = delays;
    this.stale = stale;
  }

  static void measure(Path folder, int seconds) throws Exception {
    NodeProcess.Setting setting = NodeProcess.Setting.onCoreOne(NodeProcess.PORT, "");
    try (NodeProcess node = NodeProcess.start(folder, setting); Wire wire = new Wire()) {
      Samples delays = new Samples();
      long[] stale = new long[1];
      List<InterruptLoad> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        InterruptLoad call = new InterruptLoad(new Random(i), delays, stale);
        call.peer = node.connect(wire, "/call?id=interrupt-" + i, call);
        call.peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"}}");
        wire.await("answer", () -> call.answered);
        call.next = System.nanoTime();
        calls.add(call);
      }
      run(wire, calls, seconds);
      node.undisturbed();
      delays.clear();
      run(wire, calls, 2 * seconds);
      System.out.printf("  interrupt sent to last audible frame: %s; frames after the event: %d%n",
          delays, stale[0]);
    }
  }

  private static void run(Wire wire, List<InterruptLoad> calls, int seconds) throws IOException {
    wire.run(System.nanoTime() + seconds * 1000 * MILLI, now -> {
      for (InterruptLoad call : calls) {
        if (call.next <= now) {
          call.step(now);
        }
      }
    });
  }

  private void step(long now) {
    try {
      if (playing) {
        playing = false;
        interruptedAt = System.nanoTime();
        lastAudio = interruptedAt;
        peer.text(INTERRUPT);
        next = Long.MAX_VALUE;
      } else {
        if (told) {
          delays.add(lastAudio - interruptedAt);
        }
        told = false;
        playing = true;
        peer.text(PLAY);
        next = now + 200 * MILLI + random.nextLong(200 * MILLI);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void text(String json) {
    answered |= json.contains("\"event\":\"answer\"");
    if (json.contains("\"event\":\"interruption\"")) {
      told = true;
      next = System.nanoTime() + 150 * MILLI;
    }
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    lastAudio = System.nanoTime();
    if (told) {
      stale[0]++;
    }
  }
}
