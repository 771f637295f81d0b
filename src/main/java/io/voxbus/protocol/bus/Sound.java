package io.voxbus.protocol.bus;

/** What an item of a playback consists of. */
public sealed interface Sound {
  /** Audio that a voice sends as {@link Said} for the item. */
  record Speech() implements Sound {}
  /** A file under the media root, or an http(s) URL. */
  record File(String url, int offsetMillis) implements Sound {}
  /** 16 kHz samples. */
  @SuppressWarnings("ArrayRecordComponent")
  record Samples(short[] pcm) implements Sound {}
  /** A sine, until it is stopped. */
  record Tone(int hz) implements Sound {}
  record Silence(int millis) implements Sound {}
  /** What the caller says, played back to them until it is stopped. */
  record Echo() implements Sound {}
}
