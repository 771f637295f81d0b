package io.voxbus.audio;

/**
 * A piece of 16 kHz mono audio. Whoever receives it may keep it; nobody changes {@code pcm}.
 *
 * @param pcm        samples, any number of them
 * @param timeMillis when the first sample was heard, wall clock in ms; 0 when it does not matter
 */
@SuppressWarnings("ArrayRecordComponent")
public record AudioFrame(short[] pcm, long timeMillis) {
  public long durationMillis() {
    return pcm.length * 1000L / Pcm.RATE;
  }
}
