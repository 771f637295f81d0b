package io.voxbus.ai.pass;

import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import java.util.Arrays;
import java.util.function.Consumer;

/** Makes packets for a service of the frames of a call, and samples for the call of what the service sends. */
final class PassAudio {
  private final PassFormat format;
  private final Resampler toService;
  private final Resampler toCall;
  private final PcmBytes bytes = new PcmBytes();
  private final short[] packet;
  private short[] converted = new short[0];
  private int filled;

  PassAudio(PassFormat format) {
    this.format = format;
    toService = new Resampler(Pcm.RATE, format.outputRate());
    toCall = new Resampler(format.inputRate(), Pcm.RATE);
    packet = new short[format.packetBytes() / 2];
  }

  /** A frame of the caller, and the packets that are whole with it. */
  void heard(short[] frame, Consumer<byte[]> packets) {
    int most = toService.maxOutput(frame.length);
    if (converted.length < most) {
      converted = new short[most];
    }
    int count = toService.process(frame, 0, frame.length, converted);
    for (int at = 0; at < count;) {
      int taken = Math.min(count - at, packet.length - filled);
      System.arraycopy(converted, at, packet, filled, taken);
      filled += taken;
      at += taken;
      if (filled == packet.length) {
        packets.accept(PcmBytes.encode(packet));
        filled = 0;
      }
    }
  }

  /** What the service says, 16 kHz. */
  short[] said(byte[] message) {
    short[] samples = bytes.decode(message);
    if (format.inputRate() == Pcm.RATE) {
      return samples;
    }
    short[] out = new short[toCall.maxOutput(samples.length)];
    return Arrays.copyOf(out, toCall.process(samples, 0, samples.length, out));
  }
}
