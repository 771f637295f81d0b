package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A call with numbered frames both ways: down they come from a file that is played, up they are found again in the
 * recording.
 */
final class CodedCall implements Peer.Listener {
  static final long FRAME_NANOS = 20_000_000;
  private static final int WAV_HEADER = 44;
  private static final int STEREO = 4;

  final String id;
  final Sequence.Tally down = new Sequence.Tally();
  /** Up to where nothing was replaced, and after it. */
  final Sequence.Tally still = new Sequence.Tally();
  final Sequence.Tally up = new Sequence.Tally();
  private int firstUp;
  private final Pauses pauses;
  private Peer peer;
  private boolean playing;
  private boolean stopped;
  boolean over;
  private long due;
  private int sent;
  private long lastNanos;

  CodedCall(String id, Pauses pauses) {
    this.id = id;
    this.pauses = pauses;
  }

  void open(Peer opened) throws IOException {
    peer = opened;
    peer.text(
        "{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"recorder\":{\"recorderFile\":\""
            + id
            + ".wav\"}}}");
    peer.text("{\"command\":\"play\",\"url\":\"sequence.wav\"}");
  }

  boolean runs() {
    return playing && !over;
  }

  boolean speaks() {
    return runs() && !stopped;
  }

  int sent() {
    return sent;
  }

  @Override
  public void text(String json) {
    if (json.contains("\"trackStart\"")) {
      playing = true;
      due = System.nanoTime() + Math.floorMod(id.hashCode() * 7_919L, FRAME_NANOS);
    }
    over |= json.contains("\"hangup\"");
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    long now = System.nanoTime();
    down.add(length == Sequence.BYTES ? Sequence.number(bytes, offset, 2) : Sequence.BROKEN);
    if (lastNanos != 0 && !stopped) {
      pauses.gap(id, lastNanos, now);
    }
    lastNanos = now;
  }

  @Override
  public void closed() {
    over = true;
  }

  /** One that hears nothing any more has a gap as well. */
  void look() {
    if (lastNanos != 0 && !stopped) {
      pauses.gap(id, lastNanos, System.nanoTime());
    }
  }

  /** What a stop of the generator has missed is left out: a burst is not what callers send. */
  void send(long now) {
    if (!speaks() || due > now || sent >= Sequence.MOST) {
      return;
    }
    due += Math.max(1, (now - due) / FRAME_NANOS) * FRAME_NANOS;
    try {
      peer.audio(Sequence.frame(sent));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sent++;
  }

  /** Now the replacing begins. */
  void mark() {
    firstUp = sent;
  }

  long lostStill() {
    return still.lost(firstUp);
  }

  long lostUp() {
    return up.lost(firstUp, sent);
  }

  /** Which call, and what it misses. */
  String missing() {
    return id + ' ' + up.missing(firstUp, sent) + " of " + firstUp + " to " + sent;
  }

  /** What was sent shall be recorded before the call ends. */
  void fallSilent() {
    stopped = true;
  }

  void hangUp() {
    try {
      peer.text("{\"command\":\"hangup\"}");
    } catch (IOException e) {
      over = true;
    }
  }

  /** Counts what is in the recording, wherever in the row of samples a frame begins. */
  void readRecording(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int frame = Sequence.SAMPLES * STEREO;
    for (int at = WAV_HEADER; at + frame <= all.length; at += frame) {
      int number = Sequence.number(all, at, STEREO);
      boolean before = number >= 0 ? number < firstUp : up.frames == 0;
      (before ? still : up).add(number);
    }
  }
}
