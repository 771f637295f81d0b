package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What an item of a playback consists of. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "sound")
public sealed interface Sound {
  /**
   * Audio that a voice sends as {@link Said} for the item.
   *
   * @param skipMillis of it that are left out at its beginning
   */
  record Speech(int skipMillis) implements Sound {
    public Speech() {
      this(0);
    }
  }
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
