package io.voxbus.audio.vad;

import io.voxbus.audio.Pcm;

/** Tells speech from everything else in one stream of 16 kHz audio. Not shared between streams. */
public interface Vad {
  /**
   * Takes the next frame of {@link Pcm#FRAME} samples.
   *
   * @return how likely the newest audio is speech, 0 to 1
   */
  float score(short[] frame);
}
