package io.voxbus.audio.file;

import java.io.IOException;

/** What any decoder accepts. */
final class Formats {
  private static final int MIN_RATE = 4_000;
  private static final int MAX_RATE = 192_000;
  private static final int MAX_CHANNELS = 8;

  private Formats() {}

  static int checkRate(int rate) throws IOException {
    if (rate < MIN_RATE || rate > MAX_RATE) {
      throw new IOException("audio file has a sample rate of " + rate + " Hz");
    }
    return rate;
  }

  static int checkChannels(int channels) throws IOException {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new IOException("audio file has " + channels + " channels");
    }
    return channels;
  }

  /** A sample of -1 to 1 in 16 bits. */
  static short sample(float value) {
    return (short) Math.clamp(Math.round(value * 32_767), -32_768, 32_767);
  }
}
