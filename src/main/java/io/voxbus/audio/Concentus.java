package io.voxbus.audio;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;
import org.jspecify.annotations.Nullable;

/**
 * Opus on concentus: the only one in pure Java. What it decodes is always decoded at 48000 Hz and resampled here (1 to
 * 2 ms of delay): at any lower rate concentus 1.0.2 loses all below 8 kHz of hybrid packets, which is what browsers send
 * at 24 kbit/s and more. It allocates 60 to 160 kB an encode and 10 to 30 kB a decode, which is its price and not ours
 * to change.
 */
final class Concentus implements OpusLibrary {
  private static final int FULL_RATE = 48_000;
  private static final int FULL_FRAME = FULL_RATE / 50;

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

  private static final class Decoding implements Decoder {
    private final OpusDecoder decoder;
    private final short[] pcm = new short[Codec.MAX_SAMPLES];
    private final Resampler resampler;
    private final int sampleRate;

    Decoding(int sampleRate) {
      try {
        decoder = new OpusDecoder(FULL_RATE, 1);
      } catch (OpusException e) {
        throw new IllegalStateException(e);
      }
      this.sampleRate = sampleRate;
      resampler = new Resampler(FULL_RATE, sampleRate);
    }

    @Override
    public int decode(byte @Nullable [] packet, int offset, int length, short[] out,
        boolean lost) {
      int most = lost ? FULL_FRAME : pcm.length;
      int samples;
      try {
        samples = decoder.decode(packet, offset, length, pcm, 0, most, lost && length > 0);
      } catch (OpusException | RuntimeException | AssertionError e) {
        // Concentus answers broken packets with whatever its arithmetic throws; its state is then unknown.
        decoder.resetState();
        throw new IllegalArgumentException("not an opus packet: " + e.getMessage(), e);
      }
      Codecs.checkRoom(samples / (FULL_RATE / sampleRate), out);
      return resampler.process(pcm, 0, samples, out);
    }
  }
}
