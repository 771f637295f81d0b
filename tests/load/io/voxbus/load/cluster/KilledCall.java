package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import java.io.IOException;
import java.util.List;

/** A call whose node is killed: placed by a client there, who is gone with it, and followed by one at another node. */
final class KilledCall implements Peer.Listener {
  private static final int A_SECOND = 50;
  private static final String PLAY = "{\"command\":\"play\",\"url\":\"sequence.wav\"}";

  final String id;
  private final List<Hearing> hearing;
  private Peer peer;
  private boolean answered;
  private boolean rings;
  private int answers;
  private boolean takenOver;
  private boolean ended;
  private String reason = "";
  private long seq;
  private int holes;

  /** @param hearing of its far ends, or of the client that follows it */
  KilledCall(String id, Hearing... hearing) {
    this.id = id;
    this.hearing = List.of(hearing);
  }

  /**
   * By the client that is lost with the node.
   *
   * @param option of the call, in JSON
   */
  void place(Peer owner, String option) throws IOException {
    invite(owner, option);
    owner.text(PLAY);
  }

  /** As {@link #place}, but nothing is played. */
  void invite(Peer owner, String option) throws IOException {
    owner.text("{\"command\":\"invite\",\"option\":" + option + "}");
  }

  /** Once more, by the client that follows it. */
  void invite(String option) throws IOException {
    invite(peer, option);
  }

  void play() throws IOException {
    command(PLAY);
  }

  /** By the client that follows it. */
  void command(String json) throws IOException {
    peer.text(json);
  }

  void say(byte[] frame) throws IOException {
    if (!ended) {
      peer.audio(frame);
    }
  }

  /** What the client hears that is lost with the node. */
  Peer.Listener owner() {
    return new Peer.Listener() {
      @Override
      public void text(String json) {
        answered |= json.contains("\"answer\"");
        rings |= json.contains("\"event\":\"ringing\"");
      }
    };
  }

  boolean rings() {
    return rings;
  }

  /** So many legs, as far as the client knows that follows it. */
  int answers() {
    return answers;
  }

  boolean answered() {
    return answered;
  }

  void follow(Peer opened) {
    peer = opened;
  }

  boolean plays() {
    return hearing.stream().allMatch(Hearing::begun);
  }

  boolean ended() {
    return ended;
  }

  /** It was taken over, and a second of it was heard since. */
  boolean survived() {
    return goesOn() && hearing.stream().allMatch(one -> one.after() > A_SECOND);
  }

  /** It was taken over, and a second of it was heard since the mark. */
  boolean resumed() {
    return goesOn() && hearing.stream().allMatch(one -> one.marked() > A_SECOND);
  }

  private boolean goesOn() {
    return takenOver && !ended;
  }

  /** Longest time without a frame, of those who hear it the longest. */
  long silenceNanos() {
    return hearing.stream().mapToLong(Hearing::silenceNanos).max().orElseThrow();
  }

  /** Events that are missing or came twice. */
  int holes() {
    return holes;
  }

  /** Why it did not survive. */
  String fate() {
    return "taken over: " + takenOver + ", ended: " + ended + ", heard after: "
        + hearing.stream().map(Hearing::after).toList() + ", since the mark: "
        + hearing.stream().map(Hearing::marked).toList() + ", last seq: " + seq + ' ' + reason;
  }

  /** From now on. */
  void mark() {
    hearing.forEach(Hearing::mark);
  }

  void hangUp() throws IOException {
    if (!ended) {
      command("{\"command\":\"hangup\",\"reason\":\"enough\"}");
    }
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
    answers += json.contains("\"event\":\"answer\"") ? 1 : 0;
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
    hearing.getFirst().frame();
  }

  @Override
  public void closed() {
    ended = true;
  }
}
