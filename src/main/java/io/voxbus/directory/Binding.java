package io.voxbus.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a user's phone can be reached, as it registered (RFC 3261 section 10).
 *
 * @param contact       URI that a request to the phone names
 * @param path          proxies between the phone and us, nearest to us first (RFC 3327)
 * @param q             0 to 1, the highest is tried first
 * @param instance      the phone itself, whatever its address is (RFC 5626), if it tells
 * @param callId        of the registration; with {@code cseq} it tells which of two is the later one
 * @param expiresMillis wall clock
 */
public record Binding(String contact, List<String> path, double q, @Nullable String instance,
    String callId, long cseq, long expiresMillis, @Nullable String userAgent, Flow flow) {
  /**
   * The way that the phone's packets take, and ours to it: only the node that they arrive at can use it.
   *
   * @param transport UDP, TCP, TLS, WS or WSS
   * @param host      literal address from which the phone sends
   */
  public record Flow(String node, String transport, String host, int port) {}
}
