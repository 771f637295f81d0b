package io.voxbus.audio.file;

import java.io.IOException;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/** Decodes a file block by block. Each call reads on in the file, so a file that ends makes the blocks end. */
interface BlockDecoder {
  /** Hz, the same for the whole file. */
  int sampleRate();

  /** The next mono samples, perhaps none, valid until the next call; null at the end. */
  @Nullable
  ShortBuffer next() throws IOException;

  /** Leaves out samples, where that costs less than to decode them; gives how many. */
  default long skip(long samples) throws IOException {
    return 0;
  }
}
