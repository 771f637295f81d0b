package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.bus.SocketAudio;
import org.jspecify.annotations.Nullable;

/** One WebSocket of a call: decodes what it sends, in packets of any size, to 16 kHz samples. */
final class SocketEnd {
  private static final int QUEUED_SECONDS = 30;
  /** No byte of a codec without packets of its own decodes to more than two samples. */
  private static final int CHUNK = 1920;

  final String socketId;
  final Address<SocketAudio> audio;
  final SampleQueue queue = new SampleQueue(4 * Pcm.FRAME, QUEUED_SECONDS * Pcm.RATE);
  private final boolean packets;
  private final Codec codec;
  private final @Nullable Resampler resampler;

  SocketEnd(String socketId, Address<SocketAudio> audio, MediaFormat format) {
    this.socketId = socketId;
    this.audio = audio;
    this.packets = format.packets();
    this.codec = format.openIn();
    this.resampler = codec.sampleRate() == Pcm.RATE
        ? null
        : new Resampler(codec.sampleRate(), Pcm.RATE);
  }

  /**
   * @param decoded   scratch of {@link Codec#MAX_SAMPLES}
   * @param resampled scratch of twice as many
   * @throws IllegalArgumentException if it is not a packet of the codec
   */
  void decode(byte[] packet, short[] decoded, short[] resampled) {
    int chunk = packets ? packet.length : CHUNK;
    for (int at = 0; at < packet.length; at += chunk) {
      int samples = codec.decode(packet, at, Math.min(chunk, packet.length - at), decoded);
      if (resampler == null) {
        queue.add(decoded, samples);
      } else {
        queue.add(resampled, resampler.process(decoded, 0, samples, resampled));
      }
    }
  }
}
