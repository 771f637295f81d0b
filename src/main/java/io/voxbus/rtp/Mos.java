package io.voxbus.rtp;

/** How good a call sounds, by the E-model (ITU-T G.107 and G.113 appendix I) for loss at random. */
public final class Mos {
  /** What is left of 100 by the model's defaults for everything but delay and codec. */
  private static final double BEST = 93.2;
  /** From here on a delay disturbs a conversation. */
  private static final double LONG_MILLIS = 177.3;

  private Mos() {}

  /**
   * @param delayMillis from mouth to ear
   * @param lossPercent of packets
   * @return 1.0 to 4.5
   */
  public static double of(RtpCodec codec, double delayMillis, double lossPercent) {
    double delay = 0.024 * delayMillis
        + (delayMillis > LONG_MILLIS ? 0.11 * (delayMillis - LONG_MILLIS) : 0);
    double loss = Math.clamp(lossPercent, 0, 100);
    double equipment = 95 * loss / (loss + robustness(codec));
    double rating = Math.clamp(BEST - delay - equipment, 0, 100);
    double mos = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
    return Math.clamp(mos, 1.0, 4.5);
  }

  /** With concealment; 25.1 is of G.711, Opus has none given and rebuilds more. */
  private static double robustness(RtpCodec codec) {
    return switch (codec) {
      case PCMU, PCMA, G722 -> 25.1;
      case OPUS -> 34;
    };
  }
}
