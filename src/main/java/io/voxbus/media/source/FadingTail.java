package io.voxbus.media.source;

import io.voxbus.audio.Mixer;
import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.lasting.SourceFailed;
import java.util.Arrays;

/** The end of something that was cut short: what is there of it already, becoming fainter and fainter. */
public final class FadingTail {
  private static final int MOST_MILLIS = 5_000;
  private final short[] pcm;
  private final short[] frame = new short[Pcm.FRAME];
  private int at;

  /** Takes what {@code source} has for the next {@code millis}. */
  public FadingTail(Source source, int millis) {
    int frames = Math.max(1, Math.min(millis, MOST_MILLIS) / Pcm.FRAME_MILLIS);
    short[] all = new short[frames * Pcm.FRAME];
    int filled = 0;
    try {
      for (int samples = Pcm.FRAME; filled < all.length && samples == Pcm.FRAME;) {
        samples = source.read(frame);
        System.arraycopy(frame, 0, all, filled, Math.max(0, samples));
        filled += Math.max(0, samples);
      }
    } catch (SourceFailed e) {
      // what is there fades, the rest was not wanted
    }
    for (int i = 0; i < filled; i++) {
      all[i] = (short) Math.round(all[i] * (1 - (i + 1.0) / all.length));
    }
    pcm = Arrays.copyOf(all, filled);
  }

  /** Goes on with what is {@link #left} of one. */
  public FadingTail(short[] left) {
    pcm = left;
  }

  public short[] left() {
    return Arrays.copyOfRange(pcm, at, pcm.length);
  }

  /** Adds the next 20 ms of it to what plays now, or to silence; false: there is nothing left to hear. */
  public boolean mix(short[] into, boolean audible) {
    int samples = Math.min(Pcm.FRAME, pcm.length - at);
    if (samples <= 0) {
      return audible;
    }
    Arrays.fill(frame, (short) 0);
    System.arraycopy(pcm, at, frame, 0, samples);
    at += samples;
    if (!audible) {
      Arrays.fill(into, (short) 0);
    }
    Mixer.add(into, frame);
    return true;
  }

  public boolean isOver() {
    return at >= pcm.length;
  }
}
