package io.voxbus.ai.engine;

import java.util.Arrays;

/** Samples that become more. */
public final class Samples {
  private short[] pcm = new short[32_000];
  private int length;

  public void add(short[] more) {
    if (length + more.length > pcm.length) {
      pcm = Arrays.copyOf(pcm, Math.max(pcm.length * 2, length + more.length));
    }
    System.arraycopy(more, 0, pcm, length, more.length);
    length += more.length;
  }

  /** Longer than what there is: {@link #length} of it counts. */
  public short[] pcm() {
    return pcm;
  }

  public int length() {
    return length;
  }

  /** From -1 to 1. */
  public float[] floats() {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = pcm[i] / 32_768f;
    }
    return floats;
  }
}
