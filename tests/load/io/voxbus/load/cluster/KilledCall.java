package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import java.io.IOException;

/** A call whose node is killed: placed by a client there, who is gone with it, and followed by one at another node. */
final class KilledCall implements Peer.Listener {
  final String id;
  private Peer peer;
  private boolean answered;
  private boolean takenOver;
  private boolean ended;
  private String reason = "";
  private long seq;
  private int holes;
  private long lastNanos;
  private long silenceNanos;
  private int after;

  KilledCall(String id) {
    this.id = id;
  }

  /** The client that is lost with the node. */
  void place(Peer owner) throws IOException {
    owner.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\"}}");
    owner.text("{\"command\":\"play\",\"url\":\"sequence.wav\"}");
  }

  /** What the client hears that is lost with the node. */
  Peer.Listener owner() {
    return new Peer.Listener() {
      @Override
      public void text(String json) {
        answered |= json.contains("\"answer\"");
      }
    };
  }

  boolean answered() {
    return answered;
  }

  void follow(Peer opened) {
    peer = opened;
  }

  boolean plays() {
    return lastNanos != 0;
  }

  boolean ended() {
    return ended;
  }

  /** It was taken over, and a second of it was heard since. */
  boolean survived() {
    return takenOver && !ended && after > 50;
  }

  /** Longest time without a frame. */
  long silenceNanos() {
    return silenceNanos;
  }

  /** Events that are missing or came twice. */
  int holes() {
    return holes;
  }

  String reason() {
    return reason;
  }

  /** From now on. */
  void mark() {
    silenceNanos = 0;
    after = 0;
  }

  void hangUp() throws IOException {
    peer.text("{\"command\":\"hangup\",\"reason\":\"enough\"}");
  }

  @Override
  public void text(String json) {
    int at = json.indexOf("\"seq\":");
    if (at >= 0) {
      long next = Long.parseLong(json.substring(at + 6).split("[^0-9]", 2)[0]);
      holes += next == seq + 1 ? 0 : 1;
      seq = next;
    }
    takenOver |= json.contains("\"takenOver\":true");
    if (json.contains("\"event\":\"hangup\"")) {
      ended = true;
      reason = json;
    }
  }

  /** After the take-over frames may begin in the middle of those of the file: they count if they sound. */
  @Override
  public void audio(byte[] bytes, int offset, int length) {
    if (length == Sequence.BYTES && Sequence.number(bytes, offset, 2) == Sequence.SILENT) {
      return;
    }
    long now = System.nanoTime();
    if (lastNanos != 0 && now - lastNanos > silenceNanos) {
      silenceNanos = now - lastNanos;
      after = 0;
    }
    after++;
    lastNanos = now;
  }

  @Override
  public void closed() {
    ended = true;
  }
}
