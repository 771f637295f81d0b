package io.voxbus.media.record;

import io.voxbus.audio.Pcm;
import org.jspecify.annotations.Nullable;

/** A piece of a recording on its way to the disk: frames, interleaved, little-endian. Used over and over. */
final class Chunk {
  /** Bytes of a stereo frame of 20 ms. */
  static final int FRAME_BYTES = Pcm.FRAME * 4;
  final byte[] bytes;
  /** Where it begins, in frames from the beginning of the recording. */
  long startFrame;
  int frames;
  /** The next spare one; see {@link WavRecorder}. */
  @Nullable
  Chunk next;

  Chunk(int capacityFrames) {
    bytes = new byte[capacityFrames * FRAME_BYTES];
  }

  boolean isFull() {
    return (frames + 1) * FRAME_BYTES > bytes.length;
  }

  void add(short @Nullable [] left, short @Nullable [] right) {
    int at = frames * FRAME_BYTES;
    channel(left, at);
    channel(right, at + 2);
    frames++;
  }

  private void channel(short @Nullable [] samples, int at) {
    int present = samples == null ? 0 : Math.min(samples.length, Pcm.FRAME);
    for (int i = 0; i < Pcm.FRAME; i++) {
      int sample = samples != null && i < present ? samples[i] : 0;
      bytes[at + i * 4] = (byte) sample;
      bytes[at + i * 4 + 1] = (byte) (sample >> 8);
    }
  }
}
