package io.voxbus.audio;

/**
 * ITU-T G.722 mode 1 (64 kbit/s): 16000 Hz on the PCM side, two samples a byte. A quadrature mirror
 * filter splits the signal at 4 kHz; the lower band takes six bits of every byte, the upper one two.
 * Variable names follow the Recommendation's where it has them.
 */
public final class G722 implements Codec {
  private static final int RATE = 16_000;
  private static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};
  private static final int TAPS = 24;
  /** The lower band's decision levels, table 17 of the Recommendation. */
  private static final int[] Q6 = {0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587,
      650, 714, 786,
      858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919};
  /** The lower band's output levels for all six bits, which only the decoder uses. */
  private static final int[] QM6 = {-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984,
      -13512, -12280,
      -11192, -10232, -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576,
      -3168, -2776, -2400,
      -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192,
      10232, 9360, 8576, 7856,
      7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728,
      432, 136, -432,
      -136};
  private static final int HIGH_DECISION = 564;

  private final G722Band low = G722Band.low();
  private final G722Band high = G722Band.high();
  /** The last 24 inputs of the filter, oldest first, kept twice so that they can always be read in one piece. */
  private final int[] delay = new int[2 * TAPS];
  private int newest;

  @Override
  public int sampleRate() {
    return RATE;
  }

  @Override
  public int decode(byte[] packet, int offset, int length, short[] out) {
    Codecs.checkRoom(2 * length, out);
    for (int i = 0; i < length; i++) {
      int code = packet[offset + i];
      int lowPart = limit(low.estimate() + ((low.scale() * QM6[code & 63]) >> 15));
      low.adapt((code >> 2) & 15);
      int highIndex = (code >> 6) & 3;
      int highPart = limit(high.estimate() + high.quantised(highIndex));
      high.adapt(highIndex);
      merge(lowPart, highPart, out, 2 * i);
    }
    return 2 * length;
  }

  @Override
  public int encode(short[] frame, byte[] out) {
    int bytes = frame.length / 2;
    for (int i = 0; i < bytes; i++) {
      out[i] = (byte) encodePair(frame[2 * i], frame[2 * i + 1]);
    }
    return bytes;
  }

  private int encodePair(int first, int second) {
    int from = push(first, second);
    int even = 0;
    int odd = 0;
    for (int i = 0; i < QMF.length; i++) {
      odd += delay[from + 2 * i] * QMF[i];
      even += delay[from + 2 * i + 1] * QMF[11 - i];
    }
    int lowCode = lowCode(G722Band.saturate(limit((even + odd) >> 14) - low.estimate()));
    low.adapt(lowCode >> 2);
    int highCode = highCode(G722Band.saturate(limit((even - odd) >> 14) - high.estimate()));
    high.adapt(highCode);
    return (highCode << 6) | lowCode;
  }

  /** QUANTL: the code counts down from 31 for positive and from 63 for negative differences. */
  private int lowCode(int difference) {
    int magnitude = difference < 0 ? ~difference : difference;
    int scale = low.scale();
    int below = 0;
    int above = Q6.length;
    while (above - below > 1) {
      int middle = (below + above) >>> 1;
      if (magnitude >= (Q6[middle] * scale) >> 12) {
        below = middle;
      } else {
        above = middle;
      }
    }
    int level = below + 1;
    if (difference >= 0) {
      return 62 - level;
    }
    return level <= 2 ? 64 - level : 34 - level;
  }

  private int highCode(int difference) {
    int magnitude = difference < 0 ? ~difference : difference;
    boolean large = magnitude >= (HIGH_DECISION * high.scale()) >> 12;
    if (difference < 0) {
      return large ? 0 : 1;
    }
    return large ? 2 : 3;
  }

  private void merge(int lowPart, int highPart, short[] out, int at) {
    int from = push(lowPart + highPart, lowPart - highPart);
    int first = 0;
    int second = 0;
    for (int i = 0; i < QMF.length; i++) {
      second += delay[from + 2 * i] * QMF[i];
      first += delay[from + 2 * i + 1] * QMF[11 - i];
    }
    out[at] = (short) G722Band.saturate(first >> 11);
    out[at + 1] = (short) G722Band.saturate(second >> 11);
  }

  /** @return where the 24 newest values start */
  private int push(int first, int second) {
    delay[newest] = first;
    delay[newest + TAPS] = first;
    delay[newest + 1] = second;
    delay[newest + 1 + TAPS] = second;
    newest = newest + 2 == TAPS ? 0 : newest + 2;
    return newest;
  }

  private static int limit(int value) {
    return Math.max(-16_384, Math.min(value, 16_383));
  }
}
