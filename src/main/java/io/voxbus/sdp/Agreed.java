package io.voxbus.sdp;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both descriptions together say of the audio.
 *
 * @param payloads      what may come; the first is what we send
 * @param sendEvents    number we send telephone events with; -1: not agreed
 * @param receiveEvents number they come with; -1: not agreed
 * @param remote        where the remote party wants its packets; null while it wants none
 * @param mux           whether RTCP shares the port of RTP (RFC 5761)
 * @param direction     seen from us
 * @param ptimeMillis   how much audio the remote party wants in a packet
 * @param outgoing      the key we encrypt with; null: plain
 * @param incoming      the key the remote party encrypts with
 */
public record Agreed(List<Payload> payloads, int sendEvents, int receiveEvents,
    @Nullable Remote remote, boolean mux, Direction direction, int ptimeMillis,
    @Nullable Crypto outgoing, @Nullable Crypto incoming) {
  public Agreed {
    payloads = List.copyOf(payloads);
  }

  /** Addresses of the remote party. */
  public record Remote(InetSocketAddress rtp, InetSocketAddress rtcp) {}

  /** What we send. */
  public Payload sending() {
    return payloads.get(0);
  }
}
