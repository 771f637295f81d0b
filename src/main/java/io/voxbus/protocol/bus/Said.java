package io.voxbus.protocol.bus;

/** What a voice says for an item of a playback. */
public sealed interface Said {
  int item();

  /** More audio, 16 kHz. */
  @SuppressWarnings("ArrayRecordComponent")
  record Audio(int item, short[] pcm) implements Said {}
  /** That was all of it. */
  record End(int item) implements Said {}
}
