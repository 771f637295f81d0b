package io.voxbus.sdp;

import io.voxbus.rtp.RtpCodec;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What one side brings to a negotiation.
 *
 * @param sessionId digits that tell this session from all others of the host
 * @param host      the address we announce
 * @param port      for RTP
 * @param rtcpPort  for RTCP where it is not multiplexed
 * @param codecs    in the order we like them
 * @param random    so many bytes that nobody can guess, for keys
 */
public record Terms(String sessionId, String host, int port, int rtcpPort, List<RtpCodec> codecs,
    Keying keying, IntFunction<byte[]> random) {
  public Terms {
    codecs = List.copyOf(codecs);
  }

  /** The same, for a session that is known by another id. */
  Terms in(String known) {
    return new Terms(known, host, port, rtcpPort, codecs, keying, random);
  }

  /** The value of our {@code c=} and the end of our {@code o=}. */
  String address() {
    return (host.indexOf(':') < 0 ? "IN IP4 " : "IN IP6 ") + host;
  }
}
