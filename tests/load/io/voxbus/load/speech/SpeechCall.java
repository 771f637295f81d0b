package io.voxbus.load.speech;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Peer;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/** A call in pcm whose caller sends a frame each 20 ms, noise or what {@link Said} holds. */
abstract class SpeechCall implements Peer.Listener {
  static final long MILLI = 1_000_000;
  private static final long FRAME_NANOS = 20 * MILLI;
  private static final int NOTHING = -1_000_000_000;

  final Random random;
  private final Said said;
  private Peer peer;
  private boolean answered;
  private long due;
  private int frame = NOTHING;
  private long speakAt = Long.MAX_VALUE;

  SpeechCall(int number, Said said) {
    this.random = new Random(number);
    this.said = said;
  }

  /** A frame of what is said was sent. */
  abstract void sent(int frame, long nowNanos);

  abstract void event(String json);

  /** Places it and waits until it is answered. */
  void open(NodeProcess node, Wire wire, String option) throws Exception {
    peer = node.connect(wire, "/call", this);
    send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\"," + option + "}}");
    wire.await("answer", () -> answered);
    due = System.nanoTime() + random.nextLong(FRAME_NANOS);
    speakIn(1000 + random.nextInt(1000));
  }

  final void speakIn(long millis) {
    speakAt = System.nanoTime() + millis * MILLI;
  }

  final void send(String json) {
    try {
      peer.text(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tick(long now) {
    if (due > now) {
      return;
    }
    // What a stop of the generator has missed is left out: a burst is not what callers send.
    due += Math.max(1, (now - due) / FRAME_NANOS) * FRAME_NANOS;
    if (speakAt <= now) {
      speakAt = Long.MAX_VALUE;
      frame = 0;
    }
    try {
      peer.audio(said.frame(frame));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sent(frame, System.nanoTime());
    frame++;
  }

  @Override
  public void text(String json) {
    answered |= json.contains("\"event\":\"answer\"");
    event(json);
  }

  void close() throws IOException {
    peer.close();
  }

  /** Whether a frame of pcm holds more than noise. */
  static boolean isLoud(byte[] bytes, int offset, int length) {
    for (int i = offset + 1; i < offset + length; i += 2) {
      if (Math.abs(bytes[i]) > 3) {
        return true;
      }
    }
    return false;
  }

  static void run(Wire wire, List<? extends SpeechCall> calls, double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1000) * MILLI, now -> {
      for (SpeechCall call : calls) {
        call.tick(now);
      }
    });
  }
}
