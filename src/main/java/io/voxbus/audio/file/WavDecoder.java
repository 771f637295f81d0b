package io.voxbus.audio.file;

import io.voxbus.audio.G711;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** RIFF WAVE with PCM of 8 to 32 bits, 32-bit float or G.711 samples. */
final class WavDecoder implements BlockDecoder {
  private static final int BLOCK = 2_048;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int FORMAT_SIZE = 16;
  private static final int EXTENSIBLE_SIZE = 40;
  private static final int SUBFORMAT = 24;
  /** Programs that can't seek back leave a size like these for "until the end". */
  private static final long ENDLESS = 0x7FFF_0000L;

  private final LimitedInput in;
  private final short[] mono = new short[BLOCK];
  private int encoding;
  private int channels;
  private int sampleRate;
  private int sampleBytes;
  private long dataLeft;
  private boolean endless;

  /** @param in just after "RIFF" */
  WavDecoder(LimitedInput in) throws IOException {
    this.in = in;
    in.skipExactly(4);
    if (!name(in.readExactly(4)).equals("WAVE")) {
      throw new IOException("RIFF file is not WAVE");
    }
    while (true) {
      String chunk = name(in.readExactly(4));
      long size = little(4).getInt() & 0xFFFF_FFFFL;
      if (chunk.equals("data")) {
        openData(size);
        return;
      } else if (chunk.equals("fmt ")) {
        readFormat(size);
      } else {
        in.skipExactly(size + (size & 1));
      }
    }
  }

  private void readFormat(long size) throws IOException {
    if (size < FORMAT_SIZE) {
      throw new IOException("WAV format chunk is too short");
    }
    int read = (int) Math.min(size, EXTENSIBLE_SIZE);
    ByteBuffer format = little(read);
    in.skipExactly(size - read + (size & 1));
    encoding = format.getShort() & 0xFFFF;
    channels = format.getShort();
    sampleRate = Formats.checkRate(format.getInt());
    Formats.checkChannels(channels);
    int frameBytes = format.getShort(12);
    int bits = format.getShort(14);
    if (encoding == EXTENSIBLE && read == EXTENSIBLE_SIZE) {
      encoding = format.getShort(SUBFORMAT) & 0xFFFF;
    }
    sampleBytes = (bits + 7) / 8;
    if (!isKnown(encoding, bits) || frameBytes != sampleBytes * channels) {
      throw new IOException(
          "WAV encoding " + encoding + " with " + bits + " bits is not supported");
    }
  }

  private static boolean isKnown(int encoding, int bits) {
    return switch (encoding) {
      case PCM -> bits >= 8 && bits <= 32;
      case FLOAT -> bits == 32;
      case A_LAW, MU_LAW -> bits == 8;
      default -> false;
    };
  }

  private void openData(long size) throws IOException {
    if (sampleBytes == 0) {
      throw new IOException("WAV data come before their format");
    }
    endless = size == 0 || size >= ENDLESS;
    dataLeft = endless ? Long.MAX_VALUE : size;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public @Nullable ShortBuffer next() throws IOException {
    int frameBytes = sampleBytes * channels;
    int wanted = (int) Math.min((long) BLOCK * frameBytes, dataLeft);
    byte[] bytes = in.readNBytes(wanted);
    if (bytes.length < wanted && !endless) {
      throw new EOFException("WAV data end too early");
    }
    dataLeft -= bytes.length;
    int frames = bytes.length / frameBytes;
    if (frames == 0) {
      return null;
    }
    mix(linear(bytes).order(ByteOrder.LITTLE_ENDIAN), frames);
    return ShortBuffer.wrap(mono, 0, frames);
  }

  /** Of a file that does not tell its length it is not known where it ends. */
  @Override
  public long skip(long samples) throws IOException {
    int frameBytes = sampleBytes * channels;
    long frames = endless ? 0 : Math.min(samples, dataLeft / frameBytes);
    in.skipExactly(frames * frameBytes);
    dataLeft -= frames * frameBytes;
    return frames;
  }

  private ByteBuffer linear(byte[] bytes) {
    if (encoding != A_LAW && encoding != MU_LAW) {
      return ByteBuffer.wrap(bytes);
    }
    var samples = new short[bytes.length];
    (encoding == A_LAW ? G711.A_LAW : G711.MU_LAW).decode(bytes, 0, bytes.length, samples);
    var data = ByteBuffer.allocate(2 * samples.length);
    data.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples);
    return data;
  }

  private void mix(ByteBuffer data, int frames) {
    if (encoding == PCM && sampleBytes == 2 && channels == 1) {
      data.asShortBuffer().get(mono, 0, frames); // as most files are: nothing to be done
      return;
    }
    for (int i = 0; i < frames; i++) {
      int sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += sample(data);
      }
      mono[i] = (short) (sum / channels);
    }
  }

  private int sample(ByteBuffer data) {
    return switch (encoding) {
      case FLOAT -> Formats.sample(data.getFloat());
      case A_LAW, MU_LAW -> data.getShort();
      default -> integer(data);
    };
  }

  /** Eight bits are unsigned, all others signed. */
  private int integer(ByteBuffer data) {
    return switch (sampleBytes) {
      case 1 -> ((data.get() & 0xFF) - 128) << 8;
      case 2 -> data.getShort();
      case 3 -> data.position(data.position() + 1).getShort();
      default -> data.getInt() >> 16;
    };
  }

  private ByteBuffer little(int count) throws IOException {
    return ByteBuffer.wrap(in.readExactly(count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String name(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
