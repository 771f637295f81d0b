package io.voxbus.audio;

/** The format inside the pipeline: 16 kHz mono signed 16-bit samples in frames of 20 ms. */
public final class Pcm {
  /** Hz. */
  public static final int RATE = 16_000;
  public static final int FRAME_MILLIS = 20;
  /** Samples in a frame of 20 ms at {@link #RATE}. */
  public static final int FRAME = RATE / 1000 * FRAME_MILLIS;

  private Pcm() {}
}
