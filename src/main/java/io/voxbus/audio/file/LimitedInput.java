package io.voxbus.audio.file;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of a file and fails beyond their limit. It remembers every failure, because the libraries turn some
 * of them into an end of file.
 */
final class LimitedInput extends FilterInputStream {
  private final long maxBytes;
  private long left;
  private @Nullable IOException failure;

  LimitedInput(InputStream in, long maxBytes) {
    super(new BufferedInputStream(in));
    this.maxBytes = maxBytes;
    left = maxBytes;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return (int) counted(in.read(bytes, offset, length));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Without reading it, where the stream below can: a call that goes on in a file leaves out what it has played. */
  @Override
  public long skip(long count) throws IOException {
    try {
      long skipped = in.skip(count);
      return counted(skipped > 0 || count <= 0 || in.read() < 0 ? skipped : 1);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private long counted(long more) throws IOException {
    left -= Math.max(more, 0);
    if (left < 0) {
      throw new IOException("audio file is larger than " + maxBytes + " bytes");
    }
    return more;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Fills the array. */
  byte[] readExactly(int count) throws IOException {
    byte[] bytes = readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("audio file ends too early");
    }
    return bytes;
  }

  void skipExactly(long count) throws IOException {
    for (long rest = count; rest > 0;) {
      long skipped = skip(rest);
      if (skipped == 0) {
        throw new EOFException("audio file ends too early");
      }
      rest -= skipped;
    }
  }

  /** Throws what a read threw before, if one did. */
  void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
