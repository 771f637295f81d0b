package io.voxbus.media.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An http(s) URL taken apart once, so that what is checked is what is connected to (RFC 3986, RFC 9110 section 4.2).
 *
 * @param host     lower case, IPv6 without brackets
 * @param userInfo decoded, null when there is none
 */
record FetchUrl(URI uri, String host, int port, boolean secure, String pathAndQuery,
    @Nullable String userInfo) {
  /** @throws FetchFailed 400 when it is no http(s) URL */
  static FetchUrl of(String written) {
    URI uri;
    try {
      uri = new URI(new URI(written.trim()).toASCIIString());
    } catch (URISyntaxException e) {
      throw new FetchFailed(400, "not a URL");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!secure && !scheme.equals("http")) {
      throw new FetchFailed(400, "only http and https URLs can be played");
    }
    String host = uri.getHost();
    int port = uri.getPort() == -1 ? (secure ? 443 : 80) : uri.getPort();
    if (host == null || port < 1 || port > 65_535) {
      throw new FetchFailed(400, "not a URL with a host");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    URI whole = URI.create(scheme + "://" + uri.getRawAuthority() + path + query);
    String plainHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new FetchUrl(whole, plainHost.toLowerCase(Locale.ROOT), port, secure, path + query,
        uri.getUserInfo());
  }

  String text() {
    return uri.toString();
  }

  /** The URL a {@code Location} header names. */
  FetchUrl resolve(String location) {
    try {
      return of(uri.resolve(new URI(location.trim())).toString());
    } catch (URISyntaxException e) {
      throw new FetchFailed(502, "redirected to something that is not a URL");
    }
  }

  boolean isOneOf(List<String> hosts) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return hosts.stream().map(allowed -> allowed.toLowerCase(Locale.ROOT))
        .anyMatch(allowed -> allowed.startsWith("*.")
            ? bare.endsWith(allowed.substring(1))
            : bare.equals(allowed));
  }
}
