package io.voxbus.rtp;

import static io.voxbus.rtp.RtpPacket.i32;
import static io.voxbus.rtp.RtpPacket.putInt;
import static io.voxbus.rtp.RtpPacket.putShort;
import static io.voxbus.rtp.RtpPacket.u16;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Compound RTCP packets (RFC 3550 section 6): reads the reports and the goodbye of one, writes ours. */
public final class RtcpPacket {
  /** The most bytes {@link #write} needs, without what encryption adds. */
  public static final int MAX_BYTES = 128;
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int DESCRIPTION = 202;
  private static final int BYE = 203;
  private static final int HEADER = 4;
  private static final int BLOCK = 24;
  private static final int SENDER_INFO = 20;

  private RtcpPacket() {}

  /** What a packet tells. */
  public interface Listener {
    /** @param ntp when it was sent, in seconds since 1900 and 2^32nds of them */
    void senderReport(int ssrc, long ntp, int timestamp);

    void report(ReportBlock block);

    void bye(int ssrc);
  }

  /** What a sender has sent. */
  public record Sent(long ntp, int timestamp, long packets, long bytes) {}

  /** Reads as far as it makes sense. */
  public static void read(byte[] bytes, int offset, int length, Listener listener) {
    int at = offset;
    int end = offset + length;
    while (at + HEADER <= end && (bytes[at] & 0xFF) >> 6 == 2) {
      int next = at + HEADER + 4 * u16(bytes, at + 2);
      if (next > end) {
        return;
      }
      readOne(bytes, at, next, listener);
      at = next;
    }
  }

  /** Whose report a compound packet of at least eight bytes is. */
  public static int sender(byte[] bytes) {
    return i32(bytes, HEADER);
  }

  private static void readOne(byte[] bytes, int at, int end, Listener listener) {
    int count = bytes[at] & 31;
    int body = at + HEADER;
    switch (bytes[at + 1] & 0xFF) {
      case SENDER_REPORT -> {
        if (body + 4 + SENDER_INFO <= end) {
          listener.senderReport(i32(bytes, body), i64(bytes, body + 4), i32(bytes, body + 12));
          readBlocks(bytes, body + 4 + SENDER_INFO, end, count, listener);
        }
      }
      case RECEIVER_REPORT -> readBlocks(bytes, body + 4, end, count, listener);
      case BYE -> {
        for (int i = 0; i < count && body + 4 * i + 4 <= end; i++) {
          listener.bye(i32(bytes, body + 4 * i));
        }
      }
      default -> {
      }
    }
  }

  private static void readBlocks(byte[] bytes, int from, int end, int count, Listener listener) {
    for (int i = 0; i < count && from + (i + 1) * BLOCK <= end; i++) {
      int at = from + i * BLOCK;
      listener.report(new ReportBlock(i32(bytes, at), bytes[at + 4] & 0xFF,
          i32(bytes, at + 4) << 8 >> 8, u32(bytes, at + 8), u32(bytes, at + 12),
          u32(bytes, at + 16), u32(bytes, at + 20)));
    }
  }

  /**
   * Writes a report with its description, and a goodbye when it is the last.
   *
   * @param sent  null: nothing since the last report, so it is a receiver's
   * @param block null: nothing has come
   * @param name  the canonical name (section 6.5.1), at most 32 ASCII characters
   * @return the bytes written to the start of {@code out}
   */
  public static int write(byte[] out, int ssrc, @Nullable Sent sent, @Nullable ReportBlock block,
      String name, boolean bye) {
    int at = HEADER;
    putInt(out, at, ssrc);
    at += 4;
    if (sent != null) {
      putInt(out, at, (int) (sent.ntp >> 32));
      putInt(out, at + 4, (int) sent.ntp);
      putInt(out, at + 8, sent.timestamp);
      putInt(out, at + 12, (int) sent.packets);
      putInt(out, at + 16, (int) sent.bytes);
      at += SENDER_INFO;
    }
    if (block != null) {
      at = writeBlock(out, at, block);
    }
    header(out, 0, at, sent == null ? RECEIVER_REPORT : SENDER_REPORT, block == null ? 0 : 1);
    at = describe(out, at, ssrc, name);
    if (bye) {
      putInt(out, at + HEADER, ssrc);
      header(out, at, at + HEADER + 4, BYE, 1);
      at += HEADER + 4;
    }
    return at;
  }

  private static int writeBlock(byte[] out, int at, ReportBlock block) {
    putInt(out, at, block.ssrc());
    putInt(out, at + 4, (block.fraction() << 24) | (block.lost() & 0xFFFFFF));
    putInt(out, at + 8, (int) block.highest());
    putInt(out, at + 12, (int) block.jitter());
    putInt(out, at + 16, (int) block.lastReport());
    putInt(out, at + 20, (int) block.delay());
    return at + BLOCK;
  }

  private static int describe(byte[] out, int start, int ssrc, String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    int at = start + HEADER;
    putInt(out, at, ssrc);
    out[at + 4] = 1;
    out[at + 5] = (byte) text.length;
    System.arraycopy(text, 0, out, at + 6, text.length);
    int end = start + (at + 6 + text.length + 1 - start + 3) / 4 * 4;
    for (int i = at + 6 + text.length; i < end; i++) {
      out[i] = 0;
    }
    header(out, start, end, DESCRIPTION, 1);
    return end;
  }

  private static void header(byte[] out, int start, int end, int type, int count) {
    out[start] = (byte) (0x80 | count);
    out[start + 1] = (byte) type;
    putShort(out, start + 2, (end - start) / 4 - 1);
  }

  private static long u32(byte[] bytes, int at) {
    return i32(bytes, at) & 0xFFFF_FFFFL;
  }

  private static long i64(byte[] bytes, int at) {
    return (u32(bytes, at) << 32) | u32(bytes, at + 4);
  }
}
