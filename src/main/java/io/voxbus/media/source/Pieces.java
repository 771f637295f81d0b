package io.voxbus.media.source;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Cuts frames from pieces of audio of any length. */
final class Pieces {
  /** Where the next piece comes from; gives null when there is none. */
  interface Next extends Supplier<short @Nullable []> {}

  private final Next next;
  private short @Nullable [] reading;
  private int at;

  Pieces(Next next) {
    this.next = next;
  }

  /** Fills the frame from its start, as far as the pieces go. */
  int fill(short[] frame) {
    int filled = 0;
    while (filled < frame.length) {
      short[] piece = reading == null ? next.get() : reading;
      if (piece == null) {
        break;
      }
      int count = Math.min(frame.length - filled, piece.length - at);
      System.arraycopy(piece, at, frame, filled, count);
      filled += count;
      at += count;
      reading = at == piece.length ? null : piece;
      at = reading == null ? 0 : at;
    }
    return filled;
  }
}
