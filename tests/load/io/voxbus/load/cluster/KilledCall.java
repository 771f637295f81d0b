package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import java.io.IOException;

/** A call whose node is killed: placed by a client there, who is gone with it, and followed by one at another node. */
final class KilledCall implements Peer.Listener {
  final String id;
  private final Hearing hearing;
  private Peer peer;
  private boolean answered;
  private boolean takenOver;
  private boolean ended;
  private String reason = "";
  private long seq;
  private int holes;
  /** @param hearing of its far end, or of the client that follows it */
  KilledCall(String id, Hearing hearing) {
    this.id = id;
    this.hearing = hearing;
  }

  /**
   * By the client that is lost with the node.
   *
   * @param option of the call, in JSON
   */
  void place(Peer owner, String option) throws IOException {
    owner.text("{\"command\":\"invite\",\"option\":" + option + "}");
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
    return hearing.begun();
  }

  boolean ended() {
    return ended;
  }

  /** It was taken over, and a second of it was heard since. */
  boolean survived() {
    return takenOver && !ended && hearing.after() > 50;
  }

  /** Longest time without a frame. */
  long silenceNanos() {
    return hearing.silenceNanos();
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
    hearing.mark();
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
    hearing.frame();
  }

  @Override
  public void closed() {
    ended = true;
  }
}
