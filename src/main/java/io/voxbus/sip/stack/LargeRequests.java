package io.voxbus.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * RFC 3261 section 18.1.1: a request that is too large for UDP goes by TCP, and by UDP all the same where nobody takes
 * the connection: fragments may be lost, but so many far ends listen to UDP only. From any event loop.
 */
final class LargeRequests {
  /** Where the path's MTU is unknown. */
  private static final int MOST_UDP_BYTES = 1300;
  /** So long whoever has taken no connection is not asked for one again. */
  private static final long DEAF_MILLIS = 300_000;
  private static final int MOST_DEAF = 1_000;

  private final @Nullable Function<InetSocketAddress, Future<Void>> connect;
  private final long mostMillis;
  private final LongSupplier clock;
  /** Whoever takes no connections, and until when that is believed. */
  private final Map<InetSocketAddress, Long> deaf = new ConcurrentHashMap<>();

  /**
   * @param connect    by TCP, if that is not done already; null: all goes by UDP
   * @param mostMillis to wait for a connection: a firewall may swallow what asks for it
   * @param clock      in ms
   */
  LargeRequests(@Nullable Function<InetSocketAddress, Future<Void>> connect, long mostMillis,
      LongSupplier clock) {
    this.connect = connect;
    this.mostMillis = mostMillis;
    this.clock = clock;
  }

  /** By which transport a request goes that would go to this hop. */
  Future<SipHop> way(SIPRequest request, SipHop hop) {
    InetSocketAddress peer = new InetSocketAddress(hop.address(), hop.port());
    if (connect == null || !hop.transport().equals("UDP") || isDeaf(peer)
        || request.encodeAsBytes("UDP").length <= MOST_UDP_BYTES) {
      return Future.succeededFuture(hop);
    }
    return connect.apply(peer).timeout(mostMillis, TimeUnit.MILLISECONDS)
        .map(there -> hop.by("TCP"))
        .recover(refused -> {
          remember(peer);
          return Future.succeededFuture(hop);
        });
  }

  private boolean isDeaf(InetSocketAddress peer) {
    Long until = deaf.get(peer);
    return until != null && clock.getAsLong() < until;
  }

  private void remember(InetSocketAddress peer) {
    long now = clock.getAsLong();
    if (deaf.size() >= MOST_DEAF) {
      deaf.values().removeIf(until -> until <= now);
    }
    if (deaf.size() < MOST_DEAF) {
      deaf.put(peer, now + DEAF_MILLIS);
    }
  }
}
