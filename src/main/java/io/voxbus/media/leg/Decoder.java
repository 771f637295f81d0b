package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Concealment;
import io.voxbus.audio.Opus;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.rtp.RtpCodec;
import org.jspecify.annotations.Nullable;

/** Makes 16 kHz samples of a stream's packets, and of the gaps between them. */
final class Decoder {
  private final Codec codec;
  private final @Nullable Opus opus;
  private final @Nullable Concealment concealment;
  private final @Nullable Resampler resampler;
  private final int sampleRate;
  private final RtpScratch scratch;

  Decoder(RtpCodec rtpCodec, RtpScratch scratch) {
    this.codec = rtpCodec.open();
    this.sampleRate = codec.sampleRate();
    this.opus = codec instanceof Opus same ? same : null;
    this.concealment = opus == null ? new Concealment(sampleRate) : null;
    this.resampler = sampleRate == Pcm.RATE ? null : new Resampler(sampleRate, Pcm.RATE);
    this.scratch = scratch;
  }

  /**
   * @param keep false: the audio is left out, and what comes next is joined without a click
   * @throws IllegalArgumentException if it is not a packet of the codec
   */
  void decode(byte[] packet, int length, boolean keep, SampleQueue to) {
    int samples = codec.decode(packet, 0, length, scratch.decoded);
    if (!keep) {
      if (concealment != null) {
        concealment.skip();
      }
      return;
    }
    if (concealment != null) {
      concealment.heard(scratch.decoded, samples);
    }
    append(samples, to);
  }

  /** Fills a gap; {@code next} is the packet after it, if it is there. */
  void conceal(int millis, byte @Nullable [] next, int nextLength, SampleQueue to) {
    int samples = millis * (sampleRate / 1000);
    if (opus != null) {
      samples = conceal(opus, next, nextLength);
    } else if (concealment != null) {
      concealment.conceal(scratch.decoded, samples);
    }
    append(samples, to);
  }

  private int conceal(Opus lossy, byte @Nullable [] next, int nextLength) {
    try {
      return next == null
          ? lossy.conceal(scratch.decoded)
          : lossy.recover(next, 0, nextLength, scratch.decoded);
    } catch (IllegalArgumentException e) {
      return lossy.conceal(scratch.decoded);
    }
  }

  private void append(int samples, SampleQueue to) {
    if (resampler == null) {
      to.add(scratch.decoded, samples);
    } else {
      to.add(scratch.resampled, resampler.process(scratch.decoded, 0, samples, scratch.resampled));
    }
  }
}
