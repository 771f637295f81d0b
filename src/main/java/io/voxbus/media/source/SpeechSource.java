package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Speech;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Plays what a voice says while it is being said. */
public final class SpeechSource implements Speech {
  /** Enough to bridge the gaps between the packets of a voice that has just begun. */
  private static final int FIRST_SAMPLES = 3 * Pcm.FRAME;

  private final Deque<short[]> said = new ArrayDeque<>();
  private final Pieces pieces = new Pieces(said::poll);
  private long buffered;
  private long total;
  private boolean ended;
  private boolean flowing;
  private long skip;

  public SpeechSource() {
    this(0);
  }

  /** @param skipMillis of what is said that are left out at its beginning: they were heard before */
  public SpeechSource(int skipMillis) {
    skip = (long) skipMillis * Pcm.RATE / 1000;
  }

  @Override
  public void offer(short[] pcm) {
    int skipped = (int) Math.min(skip, pcm.length);
    skip -= skipped;
    if (pcm.length > skipped) {
      said.add(skipped == 0 ? pcm : Arrays.copyOfRange(pcm, skipped, pcm.length));
      buffered += pcm.length - skipped;
      total += pcm.length - skipped;
    }
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public int read(short[] frame) {
    if (!flowing && !ended && buffered < FIRST_SAMPLES) {
      return 0;
    }
    int samples = pieces.fill(frame);
    buffered -= samples;
    flowing = samples > 0;
    return samples == 0 && ended ? END : samples;
  }

  @Override
  public boolean isAwaited() {
    return true;
  }

  @Override
  public long totalMillis() {
    return total * 1000 / Pcm.RATE;
  }
}
