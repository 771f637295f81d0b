package io.voxbus.audio.file;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.util.Optional;

/** Hands out the blocks of a decoder, keeps the limits and turns whatever a library throws into an IOException. */
final class GuardedReader implements PcmReader {
  private final LimitedInput in;
  private final BlockDecoder decoder;
  private final int sampleRate;
  private final long maxSamples;
  private ShortBuffer block = ShortBuffer.allocate(0);
  private long samples;
  private boolean ended;

  private GuardedReader(LimitedInput in, BlockDecoder decoder, long maxSamples) {
    this.in = in;
    this.decoder = decoder;
    this.maxSamples = maxSamples;
    sampleRate = decoder.sampleRate();
  }

  /** Opens a decoder, which reads the head of the file. */
  static PcmReader open(LimitedInput in, Opener opener, Limits limits) throws IOException {
    return new GuardedReader(in, guard(in, opener::open), limits.maxSamples());
  }

  /** Makes a decoder for a file. */
  @FunctionalInterface
  interface Opener {
    BlockDecoder open() throws IOException;
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int read(short[] mono, int offset, int length) throws IOException {
    while (!block.hasRemaining() && !ended) {
      nextBlock();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, block.remaining());
    block.get(mono, offset, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = guard(in, () -> decoder.skip(count));
    counted(skipped);
    return skipped;
  }

  private void nextBlock() throws IOException {
    Optional<ShortBuffer> next = guard(in, () -> Optional.ofNullable(decoder.next()));
    if (next.isEmpty()) {
      in.rethrow();
      ended = true;
      return;
    }
    block = next.get();
    counted(block.remaining());
  }

  private void counted(long more) throws IOException {
    samples += more;
    if (samples > maxSamples) {
      throw new IOException("audio file is longer than " + maxSamples + " samples");
    }
  }

  /** The libraries run out of their arrays when a file is damaged: those are the exceptions caught here. */
  private static <T> T guard(LimitedInput in, Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException e) {
      in.rethrow();
      throw e;
    } catch (RuntimeException e) {
      in.rethrow();
      throw new IOException("audio file is damaged: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
