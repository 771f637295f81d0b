package io.voxbus.audio;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opus (RFC 6716), mono, on concentus: the only one in pure Java. One packet of 20 ms an encode, with the
 * redundancy (RFC 6716 section 2.1.7) that lets the receiver rebuild a lost packet from the one after it.
 * What it decodes is always decoded at 48000 Hz and resampled here (1 to 2 ms of delay): at any lower rate concentus
 * 1.0.2 loses all below 8 kHz of hybrid packets, which is what browsers send at 24 kbit/s and more.
 * Concentus allocates 60 to 160 kB an encode and 10 to 30 kB a decode, which is its price and not ours to change.
 */
public final class Opus implements Codec {
  /** Enough for clear wideband speech with redundancy. */
  public static final int BITRATE = 24_000;
  /** Twice as fast as 5 and hardly to be told from it at {@link #BITRATE}. */
  public static final int COMPLEXITY = 3;
  private static final List<Integer> RATES = List.of(8000, 16_000, 24_000, 48_000);
  /** Also where all seems well: loss is known seconds after it began. */
  private static final int LEAST_LOSS_PERCENT = 10;
  /** Beyond it the sound itself suffers. */
  private static final int MOST_LOSS_PERCENT = 30;
  private static final int MAX_PACKET = 1275;
  private static final int FULL_RATE = 48_000;
  private static final int FULL_FRAME = FULL_RATE / 50;

  private final int sampleRate;
  private final int bitrate;
  private final int complexity;
  private int expectedLossPercent = LEAST_LOSS_PERCENT;
  /** Both are large and a stream needs one of them only: made at first use. */
  private @Nullable OpusEncoder encoder;
  private @Nullable Decoding decoding;

  private static final class Decoding {
    private final OpusDecoder decoder;
    private final short[] pcm = new short[MAX_SAMPLES];
    private final Resampler resampler;

    Decoding(int sampleRate) {
      try {
        decoder = new OpusDecoder(FULL_RATE, 1);
      } catch (OpusException e) {
        throw new IllegalStateException(e);
      }
      resampler = new Resampler(FULL_RATE, sampleRate);
    }
  }

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
    if (!RATES.contains(sampleRate)) {
      throw new IllegalArgumentException("opus runs at " + RATES + " Hz, not " + sampleRate);
    }
    if (bitrate < 6000 || bitrate > 510_000 || complexity < 0 || complexity > 10) {
      throw new IllegalArgumentException(
          "opus with bitrate " + bitrate + ", complexity " + complexity);
    }
    this.sampleRate = sampleRate;
    this.bitrate = bitrate;
    this.complexity = complexity;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int decode(byte[] packet, int offset, int length, short[] out) {
    if (length == 0) {
      return 0;
    }
    return decode(packet, offset, length, out, false);
  }

  /**
   * Rebuilds the packet that was lost just before {@code next} from what {@code next} repeats of it; where
   * it repeats nothing this is the same as {@link #conceal}. Decode {@code next} itself afterwards.
   *
   * @return the number of samples written: 20 ms
   */
  public int recover(byte[] next, int offset, int length, short[] out) {
    return decode(next, offset, length, out, true);
  }

  /** Continues the sound for a packet of 20 ms that is lost; returns the number of samples written. */
  public int conceal(short[] out) {
    return decode(null, 0, 0, out, true);
  }

  private int decode(byte @Nullable [] packet, int offset, int length, short[] out, boolean lost) {
    Decoding opened = decoding == null ? new Decoding(sampleRate) : decoding;
    decoding = opened;
    short[] pcm = opened.pcm;
    int most = lost ? FULL_FRAME : pcm.length;
    int samples;
    try {
      samples = opened.decoder.decode(packet, offset, length, pcm, 0, most, lost && length > 0);
    } catch (OpusException | RuntimeException | AssertionError e) {
      // Concentus answers broken packets with whatever its arithmetic throws; its state is then unknown.
      opened.decoder.resetState();
      throw new IllegalArgumentException("not an opus packet: " + e.getMessage(), e);
    }
    Codecs.checkRoom(samples / (FULL_RATE / sampleRate), out);
    return opened.resampler.process(pcm, 0, samples, out);
  }

  @Override
  public int encode(short[] frame, byte[] out) {
    OpusEncoder opened = encoder == null ? newEncoder() : encoder;
    encoder = opened;
    try {
      return opened.encode(frame, 0, frame.length, out, 0, Math.min(out.length, MAX_PACKET));
    } catch (OpusException e) {
      throw new IllegalArgumentException(
          "a frame of " + frame.length + " samples at " + sampleRate + " Hz", e);
    }
  }

  /** How much of what it sends gets lost: the more, the more of each packet repeats the one before. */
  public void expectLoss(int percent) {
    expectedLossPercent = Math.clamp(percent, LEAST_LOSS_PERCENT, MOST_LOSS_PERCENT);
    if (encoder != null) {
      encoder.setPacketLossPercent(expectedLossPercent);
    }
  }

  private OpusEncoder newEncoder() {
    try {
      OpusEncoder opened = new OpusEncoder(sampleRate, 1, OpusApplication.OPUS_APPLICATION_VOIP);
      opened.setBitrate(bitrate);
      opened.setComplexity(complexity);
      opened.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
      opened.setUseInbandFEC(true);
      opened.setPacketLossPercent(expectedLossPercent);
      return opened;
    } catch (OpusException e) {
      throw new IllegalStateException(e);
    }
  }
}
