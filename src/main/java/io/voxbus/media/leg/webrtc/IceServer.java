package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.RelayClient;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server that a node behind a NAT asks where it is seen, or to relay for it.
 *
 * @param login null: STUN only
 */
public record IceServer(String host, int port, RelayClient.@Nullable Login login) {
  private static final int USUAL_PORT = 3478;

  /**
   * Reads {@code stun:host:port} or {@code turn:host:port?transport=udp} (RFC 7064, 7065).
   *
   * @return null for what we do not use: TCP and TLS, or TURN without a login
   * @throws IllegalArgumentException when it is no such URL
   */
  public static @Nullable IceServer of(String url, RelayClient.@Nullable Login login) {
    String[] schemed = url.split(":", 2);
    String[] parts = schemed[schemed.length - 1].split("\\?", 2);
    boolean turn = schemed[0].equals("turn");
    if (schemed.length < 2 || parts[0].isBlank() || !schemed[0].matches("(stun|turn)s?")) {
      throw new IllegalArgumentException("ice.servers: \"" + url + "\" is no URL of STUN or TURN");
    }
    boolean udp = parts.length == 1 || parts[1].equals("transport=udp");
    if (schemed[0].endsWith("s") || !udp || (turn && login == null)) {
      return null;
    }
    int colon = parts[0].lastIndexOf(':');
    boolean named = colon > parts[0].lastIndexOf(']');
    String host = named ? parts[0].substring(0, colon) : parts[0];
    return new IceServer(host.replaceAll("[\\[\\]]", ""),
        named ? port(url, parts[0].substring(colon + 1)) : USUAL_PORT, turn ? login : null);
  }

  /** Asks the name service. */
  InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  private static int port(String url, String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      throw new IllegalArgumentException("ice.servers: the port of \"" + url + "\"");
    }
    return Integer.parseInt(digits);
  }
}
