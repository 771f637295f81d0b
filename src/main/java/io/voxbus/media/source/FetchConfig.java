package io.voxbus.media.source;

import io.voxbus.protocol.api.Seconds;
import java.util.List;

/**
 * What may be downloaded for {@code play} ({@code fetch:} in the configuration).
 *
 * @param cacheRoot      folder of what has been downloaded
 * @param allowPrivate   whether loopback, private and other non-public addresses may be asked
 * @param allowHosts     hosts that may have such addresses, as the URL writes them; {@code *.example.com} for all below
 * @param maxBytes       size of one file
 * @param maxConcurrent  downloads at once; more answer 503
 * @param connectTimeout until the connection stands
 * @param idleTimeout    between two pieces of an answer
 * @param totalTimeout   from the first look-up to the last byte
 * @param cacheBytes     size of the cache; the least recently used files go first
 * @param cacheMaxAge    after that a file is downloaded again; 0 = always
 */
public record FetchConfig(String cacheRoot, Boolean allowPrivate, List<String> allowHosts,
    Long maxBytes, Integer maxConcurrent, Seconds connectTimeout, Seconds idleTimeout,
    Seconds totalTimeout, Long cacheBytes, Seconds cacheMaxAge) {
  /** RFC 9110 section 15.4 sets no number; browsers take 20, a media file needs few. */
  static final int MAX_REDIRECTS = 5;
  private static final long MEGABYTE = 1_000_000;

  public FetchConfig {
    cacheRoot = cacheRoot == null ? "data/media-cache" : cacheRoot;
    allowPrivate = allowPrivate != null && allowPrivate;
    allowHosts = allowHosts == null ? List.of() : List.copyOf(allowHosts);
    maxBytes = maxBytes == null ? Long.valueOf(50 * MEGABYTE) : maxBytes;
    maxConcurrent = maxConcurrent == null ? Integer.valueOf(32) : maxConcurrent;
    connectTimeout = connectTimeout == null ? new Seconds(5_000) : connectTimeout;
    idleTimeout = idleTimeout == null ? new Seconds(10_000) : idleTimeout;
    totalTimeout = totalTimeout == null ? new Seconds(60_000) : totalTimeout;
    cacheBytes = cacheBytes == null ? Long.valueOf(1_000 * MEGABYTE) : cacheBytes;
    cacheMaxAge = cacheMaxAge == null ? new Seconds(24 * 3_600_000) : cacheMaxAge;
  }
}
