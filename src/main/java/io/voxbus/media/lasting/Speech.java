package io.voxbus.media.lasting;

/** Plays what a voice says while it is being said. */
public interface Speech extends Source {
  /** More audio, 16 kHz. */
  void offer(short[] pcm);

  /** That was all. */
  void end();
}
