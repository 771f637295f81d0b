package io.voxbus.ai.lasting;

import io.voxbus.audio.Pcm;

/** The last seconds of a caller, for who judges whether they have said all. */
public final class TurnEar {
  private final short[] ring;
  private int at;
  private boolean full;

  /** @param heardMillis how much they want to hear */
  public TurnEar(int heardMillis) {
    ring = new short[Pcm.RATE / 1000 * heardMillis];
  }

  public void hear(short[] pcm) {
    int from = Math.max(0, pcm.length - ring.length);
    int first = Math.min(pcm.length - from, ring.length - at);
    System.arraycopy(pcm, from, ring, at, first);
    System.arraycopy(pcm, from + first, ring, 0, pcm.length - from - first);
    full |= at + pcm.length - from >= ring.length;
    at = (at + pcm.length - from) % ring.length;
  }

  /** What was heard, the oldest first. */
  public short[] heard() {
    short[] heard = new short[full ? ring.length : at];
    if (full) {
      System.arraycopy(ring, at, heard, 0, ring.length - at);
      System.arraycopy(ring, 0, heard, ring.length - at, at);
    } else {
      System.arraycopy(ring, 0, heard, 0, at);
    }
    return heard;
  }
}
