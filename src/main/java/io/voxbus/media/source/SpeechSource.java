package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Plays what a voice says while it is being said. */
public final class SpeechSource implements Source {
  /** Enough to bridge the gaps between the packets of a voice that has just begun. */
  private static final int FIRST_SAMPLES = 3 * Pcm.FRAME;

  private final Deque<short[]> pieces = new ArrayDeque<>();
  private short @Nullable [] reading;
  private int at;
  private long buffered;
  private long total;
  private boolean ended;
  private boolean flowing;

  /** More audio, 16 kHz. */
  public void offer(short[] pcm) {
    pieces.add(pcm);
    buffered += pcm.length;
    total += pcm.length;
  }

  public void end() {
    ended = true;
  }

  @Override
  public int read(short[] frame) {
    if (!flowing && !ended && buffered < FIRST_SAMPLES) {
      return 0;
    }
    int samples = fill(frame);
    flowing = samples > 0;
    return samples == 0 && ended ? END : samples;
  }

  @Override
  public long totalMillis() {
    return total * 1000 / Pcm.RATE;
  }

  private int fill(short[] frame) {
    int filled = 0;
    while (filled < frame.length) {
      short[] piece = reading == null ? pieces.poll() : reading;
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
    buffered -= filled;
    return filled;
  }
}
