package io.voxbus.audio;

import java.io.IOException;
import java.io.InputStream;

/** Reads a RIFF WAVE file from a stream, as mono 16-bit samples at the file's own rate. The stream is its owner's to close. */
public final class Wav {
  private static final int BUFFER_FRAMES = 1024;
  private static final float FULL_SCALE = 32_768;

  private final InputStream in;
  private final WavHeader header;
  private final byte[] buffer;
  /** Bytes of samples that the header promises beyond those read. */
  private long left;

  private Wav(InputStream in, WavHeader header) {
    this.in = in;
    this.header = header;
    buffer = new byte[BUFFER_FRAMES * header.frameBytes()];
    left = header.dataBytes() == WavHeader.UNKNOWN ? Long.MAX_VALUE : header.dataBytes();
  }

  /** @throws IOException see {@link WavHeader#read} */
  public static Wav open(InputStream in) throws IOException {
    return new Wav(in, WavHeader.read(in));
  }

  public WavHeader header() {
    return header;
  }

  /**
   * Reads the next samples, two channels as their mean.
   *
   * @return how many were written to the start of {@code out}, at least one, or -1 at the end; a file that ends
   *         before its header says so just ends
   */
  public int read(short[] out) throws IOException {
    int frameBytes = header.frameBytes();
    int frames = Math.min(out.length, BUFFER_FRAMES);
    int bytes = in.readNBytes(buffer, 0, (int) Math.min((long) frames * frameBytes, left));
    left -= bytes;
    int got = bytes / frameBytes;
    for (int i = 0; i < got; i++) {
      int at = i * frameBytes;
      int first = sample(at);
      out[i] = (short) (header.channels() == 1
          ? first
          : (first + sample(at + header.sample().bytes())) >> 1);
    }
    return got == 0 ? -1 : got;
  }

  private int sample(int at) {
    return switch (header.sample()) {
      case U8 -> ((buffer[at] & 0xFF) - 128) << 8;
      case S16 -> bits(at);
      case S24 -> bits(at + 1);
      case S32 -> bits(at + 2);
      case F32 -> scaled(Float.intBitsToFloat((bits(at + 2) << 16) | (bits(at) & 0xFFFF)));
      case MU_LAW -> G711.MU_LAW.decode(buffer[at]);
      case A_LAW -> G711.A_LAW.decode(buffer[at]);
    };
  }

  private int bits(int at) {
    return (buffer[at + 1] << 8) | (buffer[at] & 0xFF);
  }

  private static int scaled(float value) {
    return Math.clamp(Math.round(value * FULL_SCALE), Short.MIN_VALUE, Short.MAX_VALUE);
  }
}
