package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Pcm;
import io.voxbus.rtp.AudioLevel;
import io.voxbus.rtp.RedWriter;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.Srtp;
import java.nio.ByteBuffer;

/** Buffers that all legs of one loop share: nothing stays in them from one call to the next. */
public final class RtpScratch {
  /** The most a datagram may have. */
  static final int MOST_BYTES = 2048;

  final short[] decoded = new short[Codec.MAX_SAMPLES];
  final short[] resampled = new short[2 * Codec.MAX_SAMPLES];
  final short[] silence = new short[Pcm.FRAME];
  final byte[] encoded = new byte[Codec.MAX_BYTES];
  final byte[] outgoing = new byte[RtpPacket.HEADER + AudioLevel.BYTES + RedWriter.MOST_BYTES
      + Codec.MAX_BYTES + Srtp.MAX_GROWTH];
  final byte[] incoming = new byte[MOST_BYTES];
  final ByteBuffer in = ByteBuffer.allocateDirect(MOST_BYTES);
  final ByteBuffer out = ByteBuffer.allocateDirect(MOST_BYTES);
}
