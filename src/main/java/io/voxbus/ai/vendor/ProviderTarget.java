package io.voxbus.ai.vendor;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.voxbus.ai.spi.SpeechException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where a vendor is.
 *
 * @param vendor  its name, for error texts
 * @param host    and {@code port}, the only parts of the address that error texts show
 * @param uri     path and query, may hold credentials
 * @param headers may hold credentials
 * @param secrets credentials that no text may show
 */
public record ProviderTarget(String vendor, String host, int port, boolean ssl, String uri,
    Map<String, String> headers, Set<String> secrets) {
  private static final int LONGEST_REASON = 200;
  /** A shorter one would hide parts of words. */
  private static final int SHORTEST_SECRET = 4;

  /**
   * @param endpoint ws, wss, http or https address, with a path or without
   * @param path     what comes after the endpoint's own path
   * @param query    not encoded; sent in the order of the keys
   * @throws SpeechException 400 if the endpoint is no such address
   */
  public static ProviderTarget of(String vendor, String endpoint, String path,
      Map<String, String> query) {
    URI address = address(vendor, endpoint);
    String base = address.getRawPath() == null ? "" : address.getRawPath().replaceAll("/+$", "");
    return new ProviderTarget(vendor, address.getHost(), portOf(address),
        isSsl(address), base + path + (query.isEmpty() ? "" : "?" + encoded(query)), Map.of(),
        Set.of());
  }

  /** The same with a header that holds no secret. */
  public ProviderTarget with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ProviderTarget(vendor, host, port, ssl, uri, more, secrets);
  }

  /** The same with a header that is {@code prefix} and a secret. */
  public ProviderTarget withSecret(String header, String prefix, String secret) {
    return with(header, prefix + secret).hiding(secret);
  }

  /** The same with more that no text may show. */
  public ProviderTarget hiding(String... more) {
    Set<String> all = new TreeSet<>(secrets);
    all.addAll(Set.of(more));
    return new ProviderTarget(vendor, host, port, ssl, uri, headers, all);
  }

  /** What the vendor said, fit to be shown: short, on one line, without credentials it may have repeated. */
  public String shown(String said) {
    String shown = said.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST_SECRET) {
        shown = shown.replace(secret, "***");
      }
    }
    // OpenAI repeats a key with its middle already blotted out.
    shown = shown.replaceAll("\\b(?:sk|xi|gsk)[-_][\\w*.-]{6,}", "***");
    return shown.length() <= LONGEST_REASON ? shown : shown.substring(0, LONGEST_REASON);
  }

  /** A failure that the vendor has given a reason for. */
  public SpeechException failure(int code, String reason) {
    return SpeechException.of(code, vendor + ": " + shown(reason));
  }

  /** A failure as an HTTP status of the vendor tells it. */
  public SpeechException refusal(int status, String reason) {
    int code = switch (status) {
      case 400, 404, 413, 415, 422 -> 400;
      case 401, 403 -> 401;
      case 402, 429 -> 429;
      case 408, 504 -> 504;
      default -> 502;
    };
    String why = reason.isBlank() ? "" : ": " + shown(reason);
    return SpeechException.of(code, where() + " refused with status " + status + why);
  }

  /** Vendor, host and port: what may be shown. */
  public String where() {
    return vendor + " at " + host + ":" + port;
  }

  @Override
  public String toString() {
    return where();
  }

  static boolean isSsl(URI address) {
    return address.getScheme().matches("(?i)wss|https");
  }

  static int portOf(URI address) {
    return address.getPort() >= 0 ? address.getPort() : isSsl(address) ? 443 : 80;
  }

  /** @throws SpeechException 400 if it is no address of a vendor */
  static URI address(String vendor, String endpoint) {
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

  /** As a query wants it. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  WebSocketConnectOptions connectOptions(long timeoutMillis) {
    WebSocketConnectOptions options = new WebSocketConnectOptions().setHost(host).setPort(port)
        .setSsl(ssl).setURI(uri).setTimeout(2 * timeoutMillis);
    headers.forEach(options::putHeader);
    return options;
  }

  RequestOptions requestOptions(HttpMethod method, ProviderSocket.Limits limits) {
    RequestOptions options = new RequestOptions().setMethod(method).setHost(host).setPort(port)
        .setSsl(ssl).setURI(uri).setConnectTimeout(limits.connectMillis());
    headers.forEach(options::putHeader);
    return options;
  }
}
