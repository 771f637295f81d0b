package io.voxbus.ai;

import io.vertx.core.http.WebSocketConnectOptions;
import io.voxbus.ai.spi.SpeechException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a vendor's socket is.
 *
 * @param vendor  its name, for error texts
 * @param host    and {@code port}, the only parts of the address that error texts show
 * @param uri     path and query, may hold credentials
 * @param headers may hold credentials
 */
public record ProviderTarget(String vendor, String host, int port, boolean ssl, String uri,
    Map<String, String> headers) {

  /**
   * @param endpoint ws, wss, http or https address, with a path or without
   * @param path     what comes after the endpoint's own path
   * @param query    not encoded; sent in the order of the keys
   * @throws SpeechException 400 if the endpoint is no such address
   */
  public static ProviderTarget of(String vendor, String endpoint, String path,
      Map<String, String> query) {
    URI address = address(vendor, endpoint);
    boolean ssl = address.getScheme().matches("(?i)wss|https");
    int port = address.getPort() >= 0 ? address.getPort() : ssl ? 443 : 80;
    String base = address.getRawPath() == null ? "" : address.getRawPath().replaceAll("/+$", "");
    return new ProviderTarget(vendor, address.getHost(), port, ssl,
        base + path + (query.isEmpty() ? "" : "?" + encoded(query)), Map.of());
  }

  private static URI address(String vendor, String endpoint) {
    try {
      URI address = new URI(endpoint.strip());
      if (address.getHost() != null && address.getScheme().matches("(?i)wss?|https?")) {
        return address;
      }
    } catch (URISyntaxException notOne) {
      // refused below: the text may hold a credential, the exception would show it
    }
    throw SpeechException.refused(vendor + ": the endpoint is no ws or http address");
  }

  private static String encoded(Map<String, String> query) {
    return new TreeMap<>(query).entrySet().stream()
        .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  WebSocketConnectOptions connectOptions(long timeoutMillis) {
    WebSocketConnectOptions options = new WebSocketConnectOptions().setHost(host).setPort(port)
        .setSsl(ssl).setURI(uri).setTimeout(2 * timeoutMillis);
    headers.forEach(options::putHeader);
    return options;
  }
}
