package io.voxbus.ai.pass;

import io.voxbus.audio.Pcm;

/**
 * Where something that a service says begins and ends. The service tells neither: it pauses, or it sends silence. Pure:
 * time is a parameter.
 */
final class Bursts {
  /** What follows a pause of this length is something new. */
  private static final long PAUSE_MILLIS = 500;
  /** So does what follows so much silence: between two sentences there is less. */
  private static final long SILENCE_SAMPLES = Pcm.RATE;
  /** Peak of what nobody hears. */
  private static final int FAINT = 50;

  private boolean on;
  private long lastMillis;
  private long silentSamples;

  /** Whether audio belongs to something that is being said: silence begins nothing. */
  boolean accept(short[] pcm, long nowMillis) {
    lastMillis = nowMillis;
    silentSamples = isSilent(pcm) ? silentSamples + pcm.length : 0;
    on = on ? silentSamples < SILENCE_SAMPLES : silentSamples == 0 && pcm.length > 0;
    return on;
  }

  /** Whether nothing, or nothing any more, is being said. */
  boolean over(long nowMillis) {
    on = on && nowMillis - lastMillis < PAUSE_MILLIS;
    return !on;
  }

  private static boolean isSilent(short[] pcm) {
    for (short sample : pcm) {
      if (Math.abs(sample) > FAINT) {
        return false;
      }
    }
    return true;
  }
}
