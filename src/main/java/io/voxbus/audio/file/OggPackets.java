package io.voxbus.audio.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one logical stream of an Ogg file (RFC 3533), the first one of its streams that somebody accepts. Of a
 * packet no more than {@link #MAX_PACKET} is kept; only comments with a picture in them are larger.
 */
final class OggPackets {
  static final int MAX_PACKET = 1 << 20;
  private static final int CONTINUED = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;
  private static final int HEAD = 27;
  private static final int CRC_AT = 22;
  private static final int[] CRC_TABLE = crcTable();

  private final LimitedInput in;
  private byte[] packet = new byte[8_192];
  private int length;
  private boolean partial;
  private int serial;
  private Page page;
  private int segment;
  private int bodyAt;

  /**
   * One packet; its bytes are valid until the next one is read.
   *
   * @param endPosition how many samples the stream has, told with its last packet; {@link #UNKNOWN} with all others
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Packet(byte[] bytes, int length, long endPosition) {
    static final long UNKNOWN = -1;

    /** How many of the samples it gives belong to the stream, which ends in the middle of its last packet. */
    int cutAt(long start, int count) {
      return endPosition == UNKNOWN ? count : (int) Math.clamp(endPosition - start, 0, count);
    }

    /** Whether it begins with these characters, counted from {@code offset}. */
    boolean has(int offset, String text) {
      for (int i = 0; i < text.length(); i++) {
        if (offset + i >= length || bytes[offset + i] != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Page(int flags, long position, int serial, byte[] lacing, byte[] body) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    int lace(int segment) {
      return lacing[segment] & 0xFF;
    }
  }

  /** @param in just after the first "OggS" */
  OggPackets(LimitedInput in) throws IOException {
    this.in = in;
    page = readPage();
    serial = page.serial;
  }

  /** Leaves this stream for the next one that begins, if there is one. */
  void tryNextStream() throws IOException {
    Page next = nextPage();
    if (next == null || !next.has(FIRST)) {
      throw new IOException("Ogg file holds neither Vorbis nor Opus");
    }
    serial = next.serial;
    turnTo(next);
  }

  /** The next packet, null at the end of the stream. */
  @Nullable
  Packet next() throws IOException {
    if (!partial) {
      length = 0;
    }
    while (true) {
      while (segment < page.lacing.length) {
        int size = page.lace(segment++);
        keep(size);
        if (size < 255) {
          partial = false;
          return new Packet(packet, length, endsStream() ? page.position : Packet.UNKNOWN);
        }
      }
      partial = true;
      if (page.has(LAST)) {
        return null;
      }
      Page next = nextPageOfStream();
      if (next == null) {
        return null;
      }
      turnTo(next);
    }
  }

  private void keep(int size) {
    int kept = Math.min(size, MAX_PACKET - length);
    if (length + kept > packet.length) {
      packet = Arrays.copyOf(packet, Math.min(2 * (length + kept), MAX_PACKET));
    }
    System.arraycopy(page.body, bodyAt, packet, length, kept);
    length += kept;
    bodyAt += size;
  }

  private boolean endsStream() {
    return page.has(LAST) && segment == page.lacing.length && page.position >= 0;
  }

  private @Nullable Page nextPageOfStream() throws IOException {
    Page next = nextPage();
    while (next != null && next.serial != serial) {
      next = nextPage();
    }
    return next;
  }

  private void turnTo(Page next) {
    page = next;
    segment = 0;
    bodyAt = 0;
    if (!next.has(CONTINUED)) {
      length = 0;
    } else if (length == 0) {
      skipRest();
    }
  }

  /** The end of a packet whose beginning is lost. */
  private void skipRest() {
    int size = 255;
    while (size == 255 && segment < page.lacing.length) {
      size = page.lace(segment++);
      bodyAt += size;
    }
  }

  private @Nullable Page nextPage() throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length == 0) {
      return null;
    }
    if (!Arrays.equals(magic, new byte[]{'O', 'g', 'g', 'S'})) {
      throw magic.length < 4
          ? new EOFException("Ogg file ends too early")
          : new IOException("Ogg file is damaged");
    }
    return readPage();
  }

  private Page readPage() throws IOException {
    var head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
    head.put(new byte[]{'O', 'g', 'g', 'S'}).put(in.readExactly(HEAD - 4));
    byte[] lacing = in.readExactly(head.get(HEAD - 1) & 0xFF);
    int size = 0;
    for (byte lace : lacing) {
      size += lace & 0xFF;
    }
    byte[] body = in.readExactly(size);
    int crc = head.getInt(CRC_AT);
    head.putInt(CRC_AT, 0);
    if (head.get(4) != 0 || crc != crc(crc(crc(0, head.array()), lacing), body)) {
      throw new IOException("Ogg page is damaged");
    }
    return new Page(head.get(5), head.getLong(6), head.getInt(14), lacing, body);
  }

  private static int crc(int start, byte[] bytes) {
    int crc = start;
    for (byte b : bytes) {
      crc = crc << 8 ^ CRC_TABLE[crc >>> 24 ^ (b & 0xFF)];
    }
    return crc;
  }

  private static int[] crcTable() {
    var table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ (crc < 0 ? 0x04C1_1DB7 : 0);
      }
      table[i] = crc;
    }
    return table;
  }
}
