package io.voxbus.ai.vendor;

/** Signed 16-bit little-endian samples on the wire. One object a stream: a sample may be cut in two. */
public final class PcmBytes {
  private static final int NONE = -1;
  private int half = NONE;

  /** The samples that are whole with these bytes. */
  public short[] decode(byte[] bytes) {
    int odd = half == NONE ? 0 : 1;
    short[] samples = new short[(bytes.length + odd) / 2];
    for (int i = 0; i < samples.length; i++) {
      int at = 2 * i - odd;
      int low = at < 0 ? half : bytes[at];
      samples[i] = (short) ((low & 0xff) | (bytes[at + 1] << 8));
    }
    half = (bytes.length + odd) % 2 == 0
        ? NONE
        : bytes.length == 0
            ? half
            : bytes[bytes.length - 1] & 0xff;
    return samples;
  }

  public static byte[] encode(short[] samples) {
    byte[] bytes = new byte[samples.length * 2];
    for (int i = 0; i < samples.length; i++) {
      bytes[2 * i] = (byte) samples[i];
      bytes[2 * i + 1] = (byte) (samples[i] >> 8);
    }
    return bytes;
  }
}
