package io.voxbus.audio.file;

import io.voxbus.audio.file.OggPackets.Packet;
import java.io.IOException;

/**
 * Walks through the headers of a Vorbis file (Vorbis I, section 4.2) before JOrbis does, which allocates what they claim:
 * gigabytes for a header of some bytes. What passes costs JOrbis 30 MB at most; real files need less than one.
 */
final class VorbisHeaders {
  private static final int MAX_BLOCK_BITS = 13;
  private static final int MAX_BOOK_VALUES = 1 << 20;
  private static final int BOOK_SYNC = 0x564342;

  private final Bits bits;
  private int[] dimensions = {};
  private int[] entries = {};

  private VorbisHeaders(Bits bits) {
    this.bits = bits;
  }

  /** Section 4.2.2. */
  static void checkHead(Packet packet) throws IOException {
    var bits = new Bits(packet);
    bits.skip(8 * 7);
    check(bits.read(32) == 0, "version");
    Formats.checkChannels((int) bits.read(8));
    Formats.checkRate((int) Math.min(bits.read(32), Integer.MAX_VALUE));
    bits.skip(3 * 32);
    long small = bits.read(4);
    long large = bits.read(4);
    check(6 <= small && small <= large && large <= MAX_BLOCK_BITS, "block sizes");
  }

  /** Section 4.2.4, as far as the residues; JOrbis takes what follows in bounded memory. */
  static void checkSetup(Packet packet, int channels) throws IOException {
    var bits = new Bits(packet);
    bits.skip(8 * 7);
    var headers = new VorbisHeaders(bits);
    headers.books();
    headers.times();
    headers.floors();
    headers.residues(channels);
  }

  private void books() throws IOException {
    int count = (int) bits.read(8) + 1;
    dimensions = new int[count];
    entries = new int[count];
    long values = 0;
    for (int i = 0; i < count; i++) {
      check(bits.read(24) == BOOK_SYNC, "codebook");
      dimensions[i] = (int) bits.read(16);
      entries[i] = (int) bits.read(24);
      check(dimensions[i] > 0 && entries[i] > 0, "codebook");
      values += (long) dimensions[i] * entries[i];
      check(values <= MAX_BOOK_VALUES, "size of its codebooks");
      lengths(entries[i]);
      lookup(dimensions[i], entries[i]);
    }
  }

  /** Section 3.2.1: the lengths of the codewords. */
  private void lengths(int count) throws IOException {
    if (bits.read(1) == 1) {
      bits.skip(5);
      int done = 0;
      while (done < count) {
        done += (int) bits.read(32 - Integer.numberOfLeadingZeros(count - done));
      }
      check(done == count, "codebook");
      return;
    }
    boolean sparse = bits.read(1) == 1;
    for (int i = 0; i < count; i++) {
      if (!sparse || bits.read(1) == 1) {
        bits.skip(5);
      }
    }
  }

  private void lookup(int dimension, int count) throws IOException {
    long type = bits.read(4);
    check(type <= 2, "codebook");
    if (type > 0) {
      bits.skip(64);
      int width = (int) bits.read(4) + 1;
      bits.skip(1);
      long values = type == 2 ? (long) count * dimension : roots(dimension, count);
      bits.skip(values * width);
    }
  }

  /** Section 9.2.3: the greatest number whose power of {@code dimension} is not above {@code count}. */
  private static int roots(int dimension, int count) {
    int root = 1;
    while (Math.pow(root + 1, dimension) <= count) {
      root++;
    }
    return root;
  }

  private void times() throws IOException {
    long count = bits.read(6) + 1;
    bits.skip(16 * count);
  }

  private void floors() throws IOException {
    long count = bits.read(6) + 1;
    for (int i = 0; i < count; i++) {
      check(bits.read(16) == 1,
          "floor, which is of a kind that only the first encoders of 2000 wrote");
      floor();
    }
  }

  /** Section 7.2.2. */
  private void floor() throws IOException {
    int partitions = (int) bits.read(5);
    var classOf = new int[partitions];
    int classes = 0;
    for (int i = 0; i < partitions; i++) {
      classOf[i] = (int) bits.read(4);
      classes = Math.max(classes, classOf[i] + 1);
    }
    var size = new int[classes];
    for (int i = 0; i < classes; i++) {
      size[i] = (int) bits.read(3) + 1;
      int subclasses = (int) bits.read(2);
      bits.skip(subclasses > 0 ? 8 : 0);
      bits.skip(8L << subclasses);
    }
    bits.skip(2);
    long width = bits.read(4);
    for (int i = 0; i < partitions; i++) {
      bits.skip(width * size[classOf[i]]);
    }
  }

  /** Section 8.6.1. JOrbis makes a table of classifications to the power of the class book's dimension. */
  private void residues(int channels) throws IOException {
    long count = bits.read(6) + 1;
    for (int i = 0; i < count; i++) {
      bits.skip(16);
      long begin = bits.read(24);
      long end = bits.read(24);
      check(begin <= end && end <= (long) channels << MAX_BLOCK_BITS, "residue");
      bits.skip(24);
      int classifications = (int) bits.read(6) + 1;
      int book = (int) bits.read(8);
      check(book < entries.length && Math.pow(classifications, dimensions[book]) <= entries[book],
          "residue");
      cascade(classifications);
    }
  }

  private void cascade(int classifications) throws IOException {
    int books = 0;
    for (int i = 0; i < classifications; i++) {
      long low = bits.read(3);
      long high = bits.read(1) == 1 ? bits.read(5) : 0;
      books += Long.bitCount(low) + Long.bitCount(high);
    }
    bits.skip(8L * books);
  }

  private static void check(boolean good, String what) throws IOException {
    if (!good) {
      throw new IOException("Vorbis file has a bad " + what);
    }
  }

  /** Section 2: the low bits of a byte come first. */
  private static final class Bits {
    private final byte[] bytes;
    private final long end;
    private long at;

    Bits(Packet packet) {
      bytes = packet.bytes();
      end = 8L * packet.length();
    }

    long read(int count) throws IOException {
      long start = at;
      skip(count);
      long value = 0;
      for (int i = 0; i < count; i++) {
        long bit = start + i;
        value |= (long) (bytes[(int) (bit >> 3)] >> (bit & 7) & 1) << i;
      }
      return value;
    }

    void skip(long count) throws IOException {
      at += count;
      if (at > end) {
        throw new IOException("Vorbis header is too short");
      }
    }
  }
}
