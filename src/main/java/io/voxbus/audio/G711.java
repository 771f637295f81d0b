package io.voxbus.audio;

/**
 * ITU-T G.711, one byte a sample at 8000 Hz, by table in both directions. It keeps no state, so one
 * object of each law serves every stream.
 */
public final class G711 implements Codec {
  public static final G711 MU_LAW = new G711(muDecoding(), muEncoding(), 2);
  public static final G711 A_LAW = new G711(aDecoding(), aEncoding(), 4);
  private static final int RATE = 8000;
  private static final int MU_BIAS = 33;
  private static final int MU_CLIP = 0x1FFF;
  private static final int EVEN_BITS = 0x55;

  private final short[] decoded;
  private final byte[] encoded;
  private final int shift;

  /** @param shift how many of the low bits of a 16-bit sample the law does not see */
  private G711(short[] decoded, byte[] encoded, int shift) {
    this.decoded = decoded;
    this.encoded = encoded;
    this.shift = shift;
  }

  @Override
  public int sampleRate() {
    return RATE;
  }

  @Override
  public int decode(byte[] packet, int offset, int length, short[] out) {
    Codecs.checkRoom(length, out);
    for (int i = 0; i < length; i++) {
      out[i] = decoded[packet[offset + i] & 0xFF];
    }
    return length;
  }

  @Override
  public int encode(short[] frame, byte[] out) {
    for (int i = 0; i < frame.length; i++) {
      out[i] = encode(frame[i]);
    }
    return frame.length;
  }

  short decode(byte code) {
    return decoded[code & 0xFF];
  }

  byte encode(short sample) {
    return encoded[(sample & 0xFFFF) >> shift];
  }

  /** G.711 table 2: 14-bit values, inverted bits, 8 segments of 16 steps. */
  private static short[] muDecoding() {
    short[] table = new short[256];
    for (int code = 0; code < 256; code++) {
      int bits = ~code;
      int segment = (bits >> 4) & 7;
      int magnitude = (((bits & 15) * 2 + MU_BIAS) << segment) - MU_BIAS;
      table[code] = (short) ((bits & 0x80) == 0 ? magnitude * 4 : -magnitude * 4);
    }
    return table;
  }

  private static byte[] muEncoding() {
    byte[] table = new byte[1 << 14];
    for (int index = 0; index < table.length; index++) {
      int value = index << 18 >> 18;
      int magnitude = Math.min((value < 0 ? ~value : value) + MU_BIAS, MU_CLIP);
      int segment = 26 - Integer.numberOfLeadingZeros(magnitude);
      int bits = (segment << 4) | ((magnitude >> (segment + 1)) & 15);
      table[index] = (byte) (value < 0 ? ~bits & 0x7F : ~bits);
    }
    return table;
  }

  /** G.711 table 1: 13-bit values, even bits inverted, a set sign bit is positive. */
  private static short[] aDecoding() {
    short[] table = new short[256];
    for (int code = 0; code < 256; code++) {
      int bits = code ^ EVEN_BITS;
      int segment = (bits >> 4) & 7;
      int step = (bits & 15) * 2 + 1;
      int magnitude = segment == 0 ? step : (step + 32) << (segment - 1);
      table[code] = (short) ((bits & 0x80) != 0 ? magnitude * 8 : -magnitude * 8);
    }
    return table;
  }

  private static byte[] aEncoding() {
    byte[] table = new byte[1 << 12];
    for (int index = 0; index < table.length; index++) {
      int value = index << 20 >> 20;
      int magnitude = value < 0 ? ~value : value;
      int segment = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude));
      int bits = (segment << 4) | ((magnitude >> Math.max(0, segment - 1)) & 15);
      table[index] = (byte) ((value < 0 ? bits : bits | 0x80) ^ EVEN_BITS);
    }
    return table;
  }
}
