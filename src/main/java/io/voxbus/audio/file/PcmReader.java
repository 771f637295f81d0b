package io.voxbus.audio.file;

import java.io.Closeable;
import java.io.IOException;

/** A stream of mono samples. Closing it closes the stream below. */
public interface PcmReader extends Closeable {
  /** Hz. */
  int sampleRate();

  /**
   * Reads up to {@code length} samples.
   *
   * @return how many were read, at least one; -1 at the end
   * @throws IOException if the file is damaged, ends too early, passes its limits or can't be read
   */
  int read(short[] mono, int offset, int length) throws IOException;

  /**
   * Leaves out samples before the first is read, as far as that costs less than to read them.
   *
   * @return how many were left out
   * @throws IOException as {@link #read}
   */
  default long skip(long samples) throws IOException {
    return 0;
  }
}
