package io.voxbus.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** 50 calls, each of which says a phrase that is kept every second or so, after half a second of silence. */
final class PhraseLoad implements Peer.Listener {
  private static final int CALLS = 50;
  private static final long MILLI = 1_000_000;
  private static final String SAY = "{\"command\":\"tts\",\"text\":\"Yes.\",\"endOfStream\":true}";

  private final Random random;
  private final Samples delays;
  private Peer peer;
  private boolean answered;
  private boolean waiting;
  private long next = Long.MAX_VALUE;
  private long saidAt;

  private PhraseLoad(Random random, Samples delays) {
    this.random = random;
    this.delays = delays;
  }

  static void measure(Path folder, int seconds) throws Exception {
    NodeProcess.Setting setting = NodeProcess.Setting.onCoreOne(NodeProcess.PORT, "");
    try (NodeProcess node = NodeProcess.start(folder, setting); Wire wire = new Wire()) {
      Samples delays = new Samples();
      List<PhraseLoad> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        PhraseLoad call = new PhraseLoad(new Random(i), delays);
        call.peer = node.connect(wire, "/call?id=phrase-" + i, call);
        call.peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"}}");
        wire.await("answer", () -> call.answered);
        call.next = System.nanoTime() + call.random.nextLong(1_000 * MILLI);
        calls.add(call);
      }
      run(wire, calls, NodeProcess.WARM_UP);
      node.undisturbed();
      delays.clear();
      run(wire, calls, 2 * seconds);
      System.out.printf("  tts of a kept phrase to its first frame: %s%n", delays);
    }
  }

  private static void run(Wire wire, List<PhraseLoad> calls, int seconds) throws IOException {
    wire.run(System.nanoTime() + seconds * 1000 * MILLI, now -> {
      for (PhraseLoad call : calls) {
        if (call.next <= now) {
          call.say();
        }
      }
    });
  }

  private void say() {
    try {
      next = Long.MAX_VALUE;
      waiting = true;
      saidAt = System.nanoTime();
      peer.text(SAY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void text(String json) {
    answered |= json.contains("\"event\":\"answer\"");
    if (json.contains("\"event\":\"trackEnd\"")) {
      next = System.nanoTime() + 500 * MILLI + random.nextLong(200 * MILLI);
    }
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    if (waiting) {
      waiting = false;
      delays.add(System.nanoTime() - saidAt);
    }
  }
}
