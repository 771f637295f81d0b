package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Source;

/** Plays the caller back to themselves until it is stopped. */
public final class EchoSource implements Source {
  private static final int FRAMES = 16;
  /** Ticks with more than one frame waiting after which one is left out: the clocks have drifted apart. */
  private static final int PATIENCE = 25;

  private final short[][] ring = new short[FRAMES][Pcm.FRAME];
  private int head;
  private int size;
  private int late;
  private long played;

  @Override
  public void heard(short[] frame) {
    if (size == FRAMES) {
      drop();
    }
    System.arraycopy(frame, 0, ring[(head + size) % FRAMES], 0, Pcm.FRAME);
    size++;
  }

  @Override
  public int read(short[] frame) {
    late = size > 1 ? late + 1 : 0;
    if (late > PATIENCE) {
      drop();
      late = 0;
    }
    if (size == 0) {
      return 0;
    }
    System.arraycopy(ring[head], 0, frame, 0, Pcm.FRAME);
    drop();
    played++;
    return Pcm.FRAME;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public long totalMillis() {
    return played * Pcm.FRAME_MILLIS;
  }

  private void drop() {
    head = (head + 1) % FRAMES;
    size--;
  }
}
