package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import java.io.IOException;

/** A call whose client does what a good one does: when its socket is gone and the call is not, it attaches again. */
final class RollCall implements Peer.Listener {
  enum State {
    CALLING, TALKING, AWAY, ENDED, FAILED, DROPPED
  }

  private static final int MOST_ANSWER_SECONDS = 10;
  private static final int MOST_AWAY_SECONDS = 10;

  final String id;
  final long begunNanos = System.nanoTime();
  private final long endNanos;
  private Peer peer;
  private State state = State.CALLING;
  private boolean hangingUp;
  private boolean attaching;
  private long seq;
  private long awayNanos;
  private int moved;
  private String error = "";
  private String last = "";

  /** @param seconds how long it talks */
  RollCall(String id, double seconds) {
    this.id = id;
    this.endNanos = begunNanos + (long) (seconds * 1e9);
  }

  void place(Peer opened) throws IOException {
    peer = opened;
    peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"}}");
    peer.text("{\"command\":\"play\",\"url\":\"tone:440\"}");
  }

  void attached(Peer opened) {
    peer = opened;
    attaching = false;
  }

  State state() {
    return state;
  }

  int moved() {
    return moved;
  }

  /** The last event, what became of the socket, and the last error before it. */
  String last() {
    return last + error;
  }

  String attachPath() {
    return "/call?id=" + id + "&attach=true&since=" + seq;
  }

  boolean isOver() {
    return state == State.ENDED || state == State.FAILED || state == State.DROPPED;
  }

  /** Whether it wants a socket; asked for once until it is there or {@link #notAttached}. */
  boolean wantsSocket() {
    boolean wants = state == State.AWAY && !attaching;
    attaching |= wants;
    return wants;
  }

  void notAttached() {
    attaching = false;
    last += " (no node takes its socket)";
  }

  void notPlaced() {
    state = State.FAILED;
  }

  /** Hangs up when it has talked enough, gives up when it has waited enough. */
  void tick(long now) {
    switch (state) {
      case CALLING -> {
        if (now - begunNanos > MOST_ANSWER_SECONDS * 1_000_000_000L) {
          state = State.FAILED;
        }
      }
      case TALKING -> {
        if (now > endNanos && !hangingUp) {
          hangUp();
        }
      }
      case AWAY -> {
        if (now - awayNanos > MOST_AWAY_SECONDS * 1_000_000_000L) {
          state = State.DROPPED;
        }
      }
      default -> {
        // it is over
      }
    }
  }

  void hangUp() {
    hangingUp = true;
    try {
      peer.text("{\"command\":\"hangup\"}");
    } catch (IOException e) {
      closed();
    }
  }

  @Override
  public void text(String json) {
    int at = json.indexOf("\"seq\":");
    if (at >= 0) {
      int end = at + 6;
      while (Character.isDigit(json.charAt(end))) {
        end++;
      }
      seq = Math.max(seq, Long.parseLong(json.substring(at + 6, end)));
    }
    last = json;
    error = json.contains("\"event\":\"error\"") ? " after " + json : error;
    if (json.contains("\"hangup\"")) {
      state = hangingUp ? State.ENDED : state == State.CALLING ? State.FAILED : State.DROPPED;
    } else if (state == State.CALLING && json.contains("\"answer\"")) {
      state = State.TALKING;
    } else if (state == State.AWAY) {
      back();
    }
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    if (state == State.AWAY) {
      back();
    }
  }

  private void back() {
    state = State.TALKING;
    moved++;
  }

  @Override
  public void closed() {
    if (isOver()) {
      return;
    }
    if (state == State.CALLING) {
      state = State.FAILED;
    } else if (hangingUp) {
      state = State.ENDED;
    } else if (state == State.TALKING) {
      state = State.AWAY;
      awayNanos = System.nanoTime();
    }
    last += " (socket closed)";
    attaching = false;
  }
}
