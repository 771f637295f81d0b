package io.voxbus.http;

import io.voxbus.http.caller.CallersConfig;
import io.voxbus.http.llm.LlmConfig;
import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code http} section of the configuration.
 *
 * @param host            address to listen on; without keys always loopback
 * @param port            of the API and the page; 0: any free one
 * @param managementPort  of health and metrics; 0: any free one, -1: none
 * @param keys            whoever has one of them may use the API; none: only this machine may
 * @param adminKeys       whoever has one of them may replace components and drain nodes; none: nobody may
 * @param demo            whether the page may kill nodes
 * @param maxSockets      WebSockets and event streams this node holds; more are refused with 503
 * @param maxFrameBytes   the largest WebSocket frame a client may send
 * @param maxMessageBytes the largest WebSocket message
 * @param maxBodyBytes    the largest HTTP body
 * @param ping            time between two pings of a socket; after three without a sign of life it counts as lost
 * @param maxQueuedBytes  events that wait for a slow client; beyond it the socket is closed with 1008
 * @param corsOrigins     pages that may use the API; {@code *} for any
 * @param callers         other telephone systems that bring their calls
 * @param llm             the language model behind {@code /llm/v1/}
 */
public record HttpConfig(String host, Integer port, Integer managementPort, List<String> keys,
    List<String> adminKeys, boolean demo, int maxSockets, int maxFrameBytes, int maxMessageBytes,
    int maxBodyBytes, Seconds ping, int maxQueuedBytes, List<String> corsOrigins,
    CallersConfig callers, LlmConfig llm) {
  private static final String LOOPBACK = "127.0.0.1";

  public HttpConfig {
    host = host == null ? "0.0.0.0" : host;
    port = port == null ? Integer.valueOf(8080) : port;
    managementPort = managementPort == null ? Integer.valueOf(9080) : managementPort;
    keys = each(keys);
    adminKeys = each(adminKeys);
    maxSockets = maxSockets == 0 ? 10_000 : maxSockets;
    maxFrameBytes = maxFrameBytes == 0 ? 1 << 20 : maxFrameBytes;
    maxMessageBytes = maxMessageBytes == 0 ? 4 << 20 : maxMessageBytes;
    maxBodyBytes = maxBodyBytes == 0 ? 1 << 20 : maxBodyBytes;
    ping = ping == null ? new Seconds(20_000) : ping;
    maxQueuedBytes = maxQueuedBytes == 0 ? 1 << 20 : maxQueuedBytes;
    corsOrigins = corsOrigins == null ? List.of() : corsOrigins;
    callers = callers == null ? CallersConfig.DEFAULT : callers;
    llm = llm == null ? LlmConfig.DEFAULT : llm;
  }

  private static List<String> each(List<String> keys) {
    return keys == null
        ? List.of()
        : keys.stream().flatMap(list -> Stream.of(list.split(","))).map(String::trim)
            .filter(key -> !key.isEmpty()).toList();
  }

  /** Where the API listens. */
  public String listenHost() {
    return keys.isEmpty() ? LOOPBACK : host;
  }

  /** Whether {@code host} was not followed, because there are no keys. */
  public boolean heldBack() {
    return keys.isEmpty() && !host.equals(LOOPBACK) && !host.equals("localhost");
  }
}
