package io.voxbus.sip.stack;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.listen} section of the configuration. A port of 0 is any free one, -1 none.
 *
 * @param host                 address to listen on; 0.0.0.0: all, of IPv6 too
 * @param externalIp           address that others reach this node at, when it is not one of its own
 * @param certificate          PEM file, for TLS and WebSocket over TLS
 * @param key                  PEM file
 * @param trust                PEM file of authorities for outgoing TLS; none: those of Java
 * @param verifyHost           whether the certificate of a server must name the host that was called
 * @param udpBytes             the largest datagram; what is longer is dropped
 * @param messageBytes         the largest message on a connection
 * @param headers              header fields of a message
 * @param lineBytes            of a header field
 * @param connections          connections this node takes
 * @param connectionsPerSource of one address
 * @param idle                 a connection that is silent for so long is closed
 * @param messageTime          a message that takes longer to come in is given up, with its connection
 * @param queuedBytes          what may wait for a peer that does not read
 * @param waiting              messages that may wait for an event loop; more are dropped, from half of it on callers get 503
 * @param late                 while all messages have waited longer for their event loop for a second, callers get 503
 * @param dns                  servers as host:port; none: those of the machine
 * @param largeByTcp           whether a request of ours that is too large for UDP is tried by TCP first
 */
public record ListenConfig(@Nullable String host, @Nullable String externalIp,
    @Nullable Integer udp, @Nullable Integer tcp, @Nullable Integer tls, @Nullable Integer ws,
    @Nullable Integer wss, @Nullable String certificate, @Nullable String key,
    @Nullable String trust, @Nullable Boolean verifyHost, int udpBytes, int messageBytes,
    int headers, int lineBytes, int connections, int connectionsPerSource, @Nullable Seconds idle,
    @Nullable Seconds messageTime, int queuedBytes, int waiting, @Nullable Seconds late,
    @Nullable List<String> dns, @Nullable Boolean largeByTcp) {
  public ListenConfig {
    host = host == null ? "0.0.0.0" : host;
    externalIp = externalIp == null ? "" : externalIp;
    udp = udp == null ? Integer.valueOf(5060) : udp;
    tcp = tcp == null ? Integer.valueOf(5060) : tcp;
    tls = tls == null ? Integer.valueOf(-1) : tls;
    ws = ws == null ? Integer.valueOf(-1) : ws;
    wss = wss == null ? Integer.valueOf(-1) : wss;
    certificate = certificate == null ? "" : certificate;
    key = key == null ? "" : key;
    trust = trust == null ? "" : trust;
    verifyHost = verifyHost == null ? Boolean.TRUE : verifyHost;
    udpBytes = udpBytes == 0 ? 8192 : Math.min(udpBytes, 65_535);
    messageBytes = messageBytes == 0 ? 65_536 : messageBytes;
    headers = headers == 0 ? 100 : headers;
    lineBytes = lineBytes == 0 ? 4096 : lineBytes;
    connections = connections == 0 ? 10_000 : connections;
    connectionsPerSource = connectionsPerSource == 0 ? 100 : connectionsPerSource;
    idle = idle == null ? new Seconds(600_000) : idle;
    messageTime = messageTime == null ? new Seconds(10_000) : messageTime;
    queuedBytes = queuedBytes == 0 ? 1 << 20 : queuedBytes;
    waiting = waiting == 0 ? 20_000 : waiting;
    late = late == null ? new Seconds(300) : late;
    dns = dns == null ? List.of() : List.copyOf(dns);
    largeByTcp = largeByTcp == null ? Boolean.TRUE : largeByTcp;
    boolean secure = tls >= 0 || wss >= 0;
    if (secure && (certificate.isEmpty() || key.isEmpty())) {
      throw new IllegalArgumentException("TLS needs a certificate and its key");
    }
  }

  /** The same on another address. */
  public ListenConfig at(String address) {
    return new ListenConfig(address, externalIp, udp, tcp, tls, ws, wss, certificate, key, trust,
        verifyHost, udpBytes, messageBytes, headers, lineBytes, connections, connectionsPerSource,
        idle, messageTime, queuedBytes, waiting, late, dns, largeByTcp);
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return listenHost().startsWith("127.") || listenHost().equals("::1")
        || listenHost().equals("localhost");
  }

  String listenHost() {
    return Objects.requireNonNull(host);
  }

  /** The port of a transport, by its name in a Via. */
  int port(String transport) {
    return Objects.requireNonNull(switch (transport) {
      case "UDP" -> udp;
      case "TCP" -> tcp;
      case "TLS" -> tls;
      case "WS" -> ws;
      case "WSS" -> wss;
      default -> throw new IllegalArgumentException(transport);
    });
  }
}
