package io.voxbus.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the samples of a RIFF WAVE file.
 *
 * @param sampleRate Hz
 * @param dataBytes  how long the samples are, or {@link #UNKNOWN}: what a program that streams writes as 0 or
 *                   0xFFFFFFFF; they then go on to the end
 */
public record WavHeader(Sample sample, int sampleRate, int channels, long dataBytes) {
  public static final long UNKNOWN = -1;
  /** Bytes that {@link #bytes} makes. */
  public static final int LENGTH = 44;
  private static final int MIN_FORMAT = 16;
  private static final int MAX_FORMAT = 1024;
  private static final long MAX_SKIPPED = 16L << 20;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int SUB_FORMAT_AT = 24;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  /** How one sample of one channel is written. */
  public enum Sample {
    U8(1), S16(2), S24(3), S32(4), F32(4), MU_LAW(1), A_LAW(1);

    private final int bytes;

    Sample(int bytes) {
      this.bytes = bytes;
    }

    public int bytes() {
      return bytes;
    }
  }

  /** Bytes of one sample of all channels. */
  public int frameBytes() {
    return sample.bytes() * channels;
  }

  /**
   * Reads up to where the samples start, and not further.
   *
   * @throws IOException that says what is wrong with the header; also for more than two channels, and for
   *                     rates outside of 4000 to 192000 Hz
   */
  public static WavHeader read(InputStream in) throws IOException {
    ByteBuffer riff = take(in, 12);
    String kind = name(riff);
    riff.getInt();
    if (!(kind.equals("RIFF") || kind.equals("RF64")) || !name(riff).equals("WAVE")) {
      throw new IOException("not a WAV file");
    }
    @Nullable
    WavHeader format = null;
    long skipped = 0;
    while (true) {
      ByteBuffer chunk = take(in, 8);
      String name = name(chunk);
      long length = chunk.getInt() & UNSIGNED;
      if (name.equals("data")) {
        return withData(format, length);
      }
      if (name.equals("fmt ")) {
        format = format(in, length);
      } else {
        skipped += length;
        skip(in, name, length, skipped);
      }
      if (length % 2 == 1) {
        take(in, 1);
      }
    }
  }

  /** The 44 bytes before 16-bit samples; {@code dataBytes} as in the record. */
  public static byte[] bytes(int sampleRate, int channels, long dataBytes) {
    long data = dataBytes == UNKNOWN ? UNSIGNED : Math.min(dataBytes, UNSIGNED);
    ByteBuffer header = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    header.put(ascii("RIFF")).putInt((int) Math.min(data + LENGTH - 8, UNSIGNED))
        .put(ascii("WAVE"));
    header.put(ascii("fmt ")).putInt(MIN_FORMAT).putShort((short) PCM).putShort((short) channels);
    header.putInt(sampleRate).putInt(sampleRate * channels * Short.BYTES);
    header.putShort((short) (channels * Short.BYTES)).putShort((short) Short.SIZE);
    return header.put(ascii("data")).putInt((int) data).array();
  }

  private static WavHeader format(InputStream in, long length) throws IOException {
    if (length < MIN_FORMAT || length > MAX_FORMAT) {
      throw new IOException("WAV format of " + length + " bytes");
    }
    ByteBuffer format = take(in, (int) length);
    int tag = format.getShort() & 0xFFFF;
    int channels = format.getShort() & 0xFFFF;
    int sampleRate = format.getInt();
    int bits = format.getShort(14);
    if (tag == EXTENSIBLE && length >= SUB_FORMAT_AT + 2) {
      tag = format.getShort(SUB_FORMAT_AT) & 0xFFFF;
    }
    if (channels < 1 || channels > 2) {
      throw new IOException("WAV of " + channels + " channels; 1 or 2 are played");
    }
    if (sampleRate < 4000 || sampleRate > 192_000) {
      throw new IOException("WAV at " + sampleRate + " Hz");
    }
    WavHeader header = new WavHeader(sample(tag, bits), sampleRate, channels, UNKNOWN);
    if (format.getShort(12) != header.frameBytes()) {
      throw new IOException(
          "WAV whose block of " + format.getShort(12) + " bytes is not its samples");
    }
    return header;
  }

  private static Sample sample(int tag, int bits) throws IOException {
    return switch ((tag << 16) | (bits & 0xFFFF)) {
      case (PCM << 16) | 8 -> Sample.U8;
      case (PCM << 16) | 16 -> Sample.S16;
      case (PCM << 16) | 24 -> Sample.S24;
      case (PCM << 16) | 32 -> Sample.S32;
      case (FLOAT << 16) | 32 -> Sample.F32;
      case (MU_LAW << 16) | 8 -> Sample.MU_LAW;
      case (A_LAW << 16) | 8 -> Sample.A_LAW;
      default -> throw new IOException("WAV in format " + tag + " with " + bits + " bits");
    };
  }

  private static WavHeader withData(@Nullable WavHeader format, long length) throws IOException {
    if (format == null) {
      throw new IOException("WAV without a format before its data");
    }
    long known = length == 0 || length == UNSIGNED ? UNKNOWN : length;
    return new WavHeader(format.sample, format.sampleRate, format.channels, known);
  }

  private static void skip(InputStream in, String name, long length, long skipped)
      throws IOException {
    if (skipped > MAX_SKIPPED) {
      throw new IOException(
          "WAV with " + skipped + " bytes before its data, the last in '" + name + "'");
    }
    try {
      in.skipNBytes(length);
    } catch (EOFException e) {
      throw new IOException("WAV ends within '" + name + "'", e);
    }
  }

  private static ByteBuffer take(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("WAV ends within its header");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String name(ByteBuffer from) {
    byte[] name = new byte[4];
    from.get(name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
