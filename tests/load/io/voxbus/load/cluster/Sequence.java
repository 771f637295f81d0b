package io.voxbus.load.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** Frames of 20 ms at 16 kHz that say which one they are: 16 bits of 20 samples each, loud up or loud down. */
final class Sequence {
  static final int SAMPLES = 320;
  static final int BYTES = 2 * SAMPLES;
  static final int MOST = 1 << 16;
  static final int SILENT = -1;
  static final int BROKEN = -2;
  private static final int BITS = 16;
  private static final int A_BIT = SAMPLES / BITS;
  private static final int LOUD = 8000;

  private Sequence() {}

  static byte[] frame(int number) {
    ByteBuffer frame = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SAMPLES; i++) {
      boolean one = (number >> i / A_BIT & 1) == 1;
      frame.putShort((short) (one ? LOUD : -LOUD));
    }
    return frame.array();
  }

  /** A sound file of numbered frames. */
  static void write(Path file, int seconds) throws IOException {
    int frames = seconds * 50;
    int bytes = frames * BYTES;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1)
        .putShort((short) 1).putInt(16_000).putInt(32_000).putShort((short) 2)
        .putShort((short) 16).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int i = 0; i < frames; i++) {
      wav.put(frame(i));
    }
    Files.write(file, wav.array());
  }

  /**
   * The number of a frame; {@link #SILENT} for one without sound, {@link #BROKEN} for one that is parts of two.
   *
   * @param step bytes from one sample to the next
   */
  static int number(byte[] bytes, int offset, int step) {
    int number = 0;
    int loud = 0;
    for (int i = 0; i < SAMPLES; i++) {
      int at = offset + i * step;
      int sample = (short) (bytes[at] & 0xFF | bytes[at + 1] << 8);
      if (Math.abs(sample) < LOUD / 2) {
        continue;
      }
      loud++;
      int bit = sample > 0 ? 1 : 0;
      if (i % A_BIT == 0) {
        number |= bit << i / A_BIT;
      } else if ((number >> i / A_BIT & 1) != bit) {
        return BROKEN;
      }
    }
    return loud == SAMPLES ? number : loud == 0 ? SILENT : BROKEN;
  }

  /** What has become of a row of frames. */
  static final class Tally {
    private final BitSet seen = new BitSet();
    private int last = -1;
    long frames;
    long doubled;
    long reordered;
    long broken;

    void add(int number) {
      if (number == BROKEN) {
        broken++;
      } else if (number != SILENT) {
        frames++;
        if (seen.get(number)) {
          doubled++;
        } else if (number < last) {
          reordered++;
        }
        seen.set(number);
        last = Math.max(last, number);
      }
    }

    /** Of those from the first that has come to the last that has. */
    long lost() {
      return seen.isEmpty() ? 0 : lost(seen.nextSetBit(0), seen.length());
    }

    /** Of the first so many. */
    long lost(int sent) {
      return lost(0, sent);
    }

    /** Which ones. */
    BitSet missing(int from, int to) {
      BitSet missing = new BitSet();
      missing.set(from, Math.max(from, to));
      missing.andNot(seen);
      return missing;
    }

    long lost(int from, int to) {
      return to - from - seen.get(from, Math.max(from, to)).cardinality();
    }
  }
}
