package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.audio.Tone;
import io.voxbus.media.lasting.Source;

/** A sine, until it is stopped. */
public final class ToneSource implements Source {
  private static final double LEVEL_DBFS = -12;

  private final Tone tone;
  private long samples;

  public ToneSource(int hz) {
    this.tone = Tone.sine(hz, LEVEL_DBFS);
  }

  @Override
  public int read(short[] frame) {
    tone.fill(frame);
    samples += frame.length;
    return frame.length;
  }

  @Override
  public long totalMillis() {
    return samples * 1000 / Pcm.RATE;
  }
}
