package io.voxbus.audio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opus (RFC 6716), mono: by libopus where it is installed, else by concentus. One packet of 20 ms an encode, with the
 * redundancy (RFC 6716 section 2.1.7) that lets the receiver rebuild a lost packet from the one after it.
 */
public final class Opus implements Codec {
  /** Enough for clear wideband speech with redundancy. */
  public static final int BITRATE = 24_000;
  /** Twice as fast as 5 and hardly to be told from it at {@link #BITRATE}. */
  public static final int COMPLEXITY = 3;
  private static final int PAUSE_BYTES = 2;
  private static final List<Integer> RATES = List.of(8000, 16_000, 24_000, 48_000);
  /** Also where all seems well: loss is known seconds after it began. */
  private static final int LEAST_LOSS_PERCENT = 10;
  /** Beyond it the sound itself suffers. */
  private static final int MOST_LOSS_PERCENT = 30;
  private static volatile OpusLibrary library = OpusLibrary.best();

  private final OpusLibrary with;
  private final int sampleRate;
  private final int bitrate;
  private final int complexity;
  private boolean pauses;
  private int expectedLossPercent = LEAST_LOSS_PERCENT;
  /** Both are large and a stream needs one of them only: made at first use. */
  private OpusLibrary.@Nullable Encoder encoder;
  private OpusLibrary.@Nullable Decoder decoder;

  public Opus(int sampleRate) {
    this(sampleRate, BITRATE, COMPLEXITY);
  }

  /**
   * @param sampleRate Hz of the PCM side: 8000, 16000, 24000 or 48000, whatever the other end uses
   * @param bitrate    bit/s, 6000 to 510000
   * @param complexity 0 (fast) to 10
   * @throws IllegalArgumentException for values outside of these
   */
  public Opus(int sampleRate, int bitrate, int complexity) {
    this(library, sampleRate, bitrate, complexity);
  }

  Opus(OpusLibrary with, int sampleRate, int bitrate, int complexity) {
    if (!RATES.contains(sampleRate)) {
      throw new IllegalArgumentException("opus runs at " + RATES + " Hz, not " + sampleRate);
    }
    if (bitrate < 6000 || bitrate > 510_000 || complexity < 0 || complexity > 10) {
      throw new IllegalArgumentException(
          "opus with bitrate " + bitrate + ", complexity " + complexity);
    }
    this.with = with;
    this.sampleRate = sampleRate;
    this.bitrate = bitrate;
    this.complexity = complexity;
  }

  /** Whether streams that are opened from now on use the library of the machine, where there is one. */
  public static void useInstalled(boolean wanted) {
    library = wanted ? OpusLibrary.best() : new Concentus();
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int decode(byte[] packet, int offset, int length, short[] out) {
    return length == 0 ? 0 : decoder().decode(packet, offset, length, out, false);
  }

  /**
   * Rebuilds the packet that was lost just before {@code next} from what {@code next} repeats of it; where
   * it repeats nothing this is the same as {@link #conceal}. Decode {@code next} itself afterwards.
   *
   * @return the number of samples written: 20 ms
   */
  public int recover(byte[] next, int offset, int length, short[] out) {
    return decoder().decode(next, offset, length, out, true);
  }

  /** Continues the sound for a packet of 20 ms that is lost; returns the number of samples written. */
  public int conceal(short[] out) {
    return decoder().decode(null, 0, 0, out, true);
  }

  @Override
  public int encode(short[] frame, byte[] out) {
    OpusLibrary.Encoder opened = encoder;
    if (opened == null) {
      opened = with.encoder(new OpusLibrary.Sending(sampleRate, bitrate, complexity,
          expectedLossPercent, pauses));
      encoder = opened;
    }
    return opened.encode(frame, out);
  }

  /** From its first frame on silence becomes packets that {@link #isPause} knows, but for one every 400 ms. */
  public Opus withPauses() {
    pauses = true;
    return this;
  }

  /** Whether a packet of so many bytes tells of silence only, and need not be sent when the one before it did so too. */
  public static boolean isPause(int bytes) {
    return bytes <= PAUSE_BYTES;
  }

  /** How much of what it sends gets lost: the more, the more of each packet repeats the one before. */
  public void expectLoss(int percent) {
    expectedLossPercent = Math.clamp(percent, LEAST_LOSS_PERCENT, MOST_LOSS_PERCENT);
    if (encoder != null) {
      encoder.expectLoss(expectedLossPercent);
    }
  }

  private OpusLibrary.Decoder decoder() {
    OpusLibrary.Decoder opened = decoder == null ? with.decoder(sampleRate) : decoder;
    decoder = opened;
    return opened;
  }
}
