package io.voxbus.audio;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;
import org.jspecify.annotations.Nullable;

/**
 * Opus on concentus: the only one in pure Java. A stream is decoded at the rate wanted as long as its packets are of
 * SILK alone, which is what browsers send that are told of 16000 Hz. From the first other one on it is decoded at 48000 Hz
 * and resampled here, for nearly twice the work and 1 to 2 ms of delay: at any lower rate concentus 1.0.2 loses all below
 * 8 kHz of hybrid packets. It allocates 60 to 160 kB an encode and 10 to 30 kB a decode, which is its price and not ours
 * to change.
 */
final class Concentus implements OpusLibrary {
  private static final int FULL_RATE = 48_000;
  private static final int MOST_MILLIS = 120;
  /** The first configuration number of packets that are not of SILK alone. */
  private static final int FIRST_HYBRID = 12;

  @Override
  public Encoder encoder(Sending sending) {
    try {
      OpusEncoder opened = new OpusEncoder(sending.sampleRate(), 1,
          OpusApplication.OPUS_APPLICATION_VOIP);
      opened.setBitrate(sending.bitrate());
      opened.setComplexity(sending.complexity());
      opened.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
      opened.setUseInbandFEC(true);
      opened.setPacketLossPercent(sending.lossPercent());
      opened.setUseDTX(sending.pauses());
      return new Encoding(opened);
    } catch (OpusException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Decoder decoder(int sampleRate) {
    return new Decoding(sampleRate);
  }

  private record Encoding(OpusEncoder encoder) implements Encoder {
    @Override
    public int encode(short[] frame, byte[] out) {
      try {
        return encoder.encode(frame, 0, frame.length, out, 0, Math.min(out.length, MAX_PACKET));
      } catch (OpusException e) {
        throw new IllegalArgumentException("a frame of " + frame.length + " samples", e);
      }
    }

    @Override
    public void expectLoss(int percent) {
      encoder.setPacketLossPercent(percent);
    }
  }

  /** A decoder of the library at some rate, and what takes that to the rate wanted. */
  private record Stage(OpusDecoder decoder, int rate, @Nullable Resampler resampler) {
    /** At the rate wanted itself. */
    static Stage direct(int sampleRate) {
      return new Stage(open(sampleRate), sampleRate, null);
    }

    static Stage full(int sampleRate) {
      return new Stage(open(FULL_RATE), FULL_RATE, new Resampler(FULL_RATE, sampleRate));
    }

    private static OpusDecoder open(int rate) {
      try {
        return new OpusDecoder(rate, 1);
      } catch (OpusException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Decoding implements Decoder {
    private final short[] pcm = new short[Codec.MAX_SAMPLES];
    private final int sampleRate;
    private Stage stage;

    Decoding(int sampleRate) {
      this.sampleRate = sampleRate;
      stage = Stage.direct(sampleRate);
    }

    @Override
    public int decode(byte @Nullable [] packet, int offset, int length, short[] out,
        boolean lost) {
      if (packet != null && stage.resampler == null && !isSilk(packet[offset])) {
        stage = Stage.full(sampleRate);
      }
      Resampler resampler = stage.resampler;
      if (resampler == null) {
        int samples = decode(packet, offset, length, lost);
        Codecs.checkRoom(samples, out);
        System.arraycopy(pcm, 0, out, 0, samples);
        return samples;
      }
      int samples = decode(packet, offset, length, lost);
      Codecs.checkRoom(samples / (FULL_RATE / sampleRate), out);
      return resampler.process(pcm, 0, samples, out);
    }

    private int decode(byte @Nullable [] packet, int offset, int length, boolean lost) {
      int most = lost ? stage.rate / 50 : stage.rate / 1000 * MOST_MILLIS;
      try {
        return stage.decoder.decode(packet, offset, length, pcm, 0, most, lost && length > 0);
      } catch (OpusException | RuntimeException | AssertionError e) {
        // Concentus answers broken packets with whatever its arithmetic throws; its state is then unknown.
        stage.decoder.resetState();
        throw new IllegalArgumentException("not an opus packet: " + e.getMessage(), e);
      }
    }

    /** RFC 6716 section 3.1: neither hybrid nor CELT. */
    private static boolean isSilk(byte first) {
      return (first & 0xFF) >> 3 < FIRST_HYBRID;
    }
  }
}
