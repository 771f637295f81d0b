package io.voxbus.audio;

import java.util.Locale;

/** The codecs by the names that clients use. */
public final class Codecs {
  private static final String NAMES = "pcm, l16, pcm/8000, pcm/16000, pcm/24000, pcm/48000, pcmu, pcma, g722, opus";

  private Codecs() {}

  /**
   * Opens one direction of one stream.
   *
   * @param name       of the codec in any case; {@code l16} is {@code pcm}: little-endian as all of ours
   * @param sampleRate Hz for {@code pcm}, {@code l16} and {@code opus}; the others bring their own
   * @throws IllegalArgumentException for a name that is none of these, or a rate the codec does not run at
   */
  public static Codec open(String name, int sampleRate) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "pcm", "l16" -> new LinearPcm(sampleRate);
      case "pcm/8000" -> new LinearPcm(8000);
      case "pcm/16000" -> new LinearPcm(16_000);
      case "pcm/24000" -> new LinearPcm(24_000);
      case "pcm/48000" -> new LinearPcm(48_000);
      case "pcmu" -> G711.MU_LAW;
      case "pcma" -> G711.A_LAW;
      case "g722" -> new G722();
      case "opus" -> new Opus(sampleRate);
      default -> throw new IllegalArgumentException("no codec " + name + "; there are " + NAMES);
    };
  }

  static void checkRoom(int samples, short[] out) {
    if (samples > out.length) {
      throw new IllegalArgumentException(
          "a packet of " + samples + " samples, room for " + out.length);
    }
  }
}
