package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Source;

/** Plays samples, or as many zeros. */
public final class SamplesSource implements Source {
  private final short[] pcm;
  private final int length;
  private int at;

  public SamplesSource(short[] pcm) {
    this.pcm = pcm;
    this.length = pcm.length;
  }

  private SamplesSource(int silentSamples) {
    this.pcm = new short[0];
    this.length = silentSamples;
  }

  public static SamplesSource silence(int millis) {
    return new SamplesSource(millis * (Pcm.RATE / 1000));
  }

  @Override
  public int read(short[] frame) {
    if (at >= length) {
      return END;
    }
    int count = Math.min(frame.length, length - at);
    if (pcm.length == 0) {
      java.util.Arrays.fill(frame, 0, count, (short) 0);
    } else {
      System.arraycopy(pcm, at, frame, 0, count);
    }
    at += count;
    return count;
  }

  @Override
  public long totalMillis() {
    return length * 1000L / Pcm.RATE;
  }
}
