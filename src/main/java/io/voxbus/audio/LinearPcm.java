package io.voxbus.audio;

import java.util.List;

/**
 * Signed 16-bit little-endian samples without a header. A packet may end in the middle of a sample: the
 * odd byte waits for the next packet.
 */
public final class LinearPcm implements Codec {
  private static final List<Integer> RATES = List.of(8000, 16_000, 24_000, 48_000);

  private final int sampleRate;
  private boolean carrying;
  private int carried;

  /** @throws IllegalArgumentException for a rate other than 8000, 16000, 24000, 48000 Hz */
  public LinearPcm(int sampleRate) {
    if (!RATES.contains(sampleRate)) {
      throw new IllegalArgumentException("pcm runs at " + RATES + " Hz, not " + sampleRate);
    }
    this.sampleRate = sampleRate;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int decode(byte[] packet, int offset, int length, short[] out) {
    Codecs.checkRoom((length + (carrying ? 1 : 0)) / 2, out);
    int at = offset;
    int end = offset + length;
    int samples = 0;
    if (carrying && at < end) {
      out[samples++] = (short) ((packet[at++] << 8) | carried);
      carrying = false;
    }
    for (; at + 1 < end; at += 2) {
      out[samples++] = (short) ((packet[at + 1] << 8) | (packet[at] & 0xFF));
    }
    if (at < end) {
      carrying = true;
      carried = packet[at] & 0xFF;
    }
    return samples;
  }

  @Override
  public int encode(short[] frame, byte[] out) {
    for (int i = 0; i < frame.length; i++) {
      out[2 * i] = (byte) frame[i];
      out[2 * i + 1] = (byte) (frame[i] >> 8);
    }
    return 2 * frame.length;
  }
}
