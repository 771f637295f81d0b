package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.audio.Tone;
import io.voxbus.media.lasting.Source;
import java.util.Arrays;

/** Plays DTMF digits, with a pause after each. */
public final class DialSource implements Source {
  private static final int PAUSE_MILLIS = 80;

  private final String digits;
  private final int toneFrames;
  private final int digitFrames;
  private int frame;
  private Tone tone;

  public DialSource(String digits, int millisEach) {
    this.digits = digits;
    this.toneFrames = (millisEach + Pcm.FRAME_MILLIS - 1) / Pcm.FRAME_MILLIS;
    this.digitFrames = toneFrames + PAUSE_MILLIS / Pcm.FRAME_MILLIS;
    this.tone = Tone.dtmf(digits.charAt(0));
  }

  @Override
  public int read(short[] to) {
    int digit = frame / digitFrames;
    if (digit >= digits.length()) {
      return END;
    }
    int within = frame++ % digitFrames;
    if (within == 0) {
      tone = Tone.dtmf(digits.charAt(digit));
    }
    if (within < toneFrames) {
      tone.fill(to);
    } else {
      Arrays.fill(to, (short) 0);
    }
    return to.length;
  }

  @Override
  public long totalMillis() {
    return (long) digits.length() * digitFrames * Pcm.FRAME_MILLIS;
  }
}
