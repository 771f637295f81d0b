package io.voxbus.call.record;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.Seconds;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where call records go ({@code callrecord:} in the configuration).
 *
 * @param type          nowhere, to a folder or to an HTTP server
 * @param root          the folder
 * @param url           the HTTP server
 * @param headers       sent with each record, {@code Authorization} for one
 * @param withMedia     whether recording and events dump are sent along
 * @param casing        of the names in the JSON ({@code case})
 * @param spool         folder of what the HTTP server has not taken yet; below it {@code rejected/}
 * @param maxSpoolBytes how much may wait there; then new records wait in memory. As much again of
 *                      rejected records, of which then the oldest go
 * @param concurrency   requests at once
 * @param timeout       of one request, longer for large recordings
 * @param retryMin      until the second try; doubled for each further one. So often the disk is tried when it is full
 * @param retryMax      between two tries at most
 */
public record CallRecordConfig(Type type, String root, @Nullable String url,
    Map<String, String> headers, Boolean withMedia, @JsonProperty("case") Casing casing,
    String spool, Long maxSpoolBytes, Integer concurrency, Seconds timeout, Seconds retryMin,
    Seconds retryMax) {
  /** The kinds of sinks. */
  public enum Type {
    @JsonProperty("none")
    NONE, @JsonProperty("local")
    @JsonAlias("folder")
    LOCAL, @JsonProperty("http")
    HTTP
  }
  /** How names in a call record are written. */
  public enum Casing {
    @JsonProperty("snake")
    SNAKE, @JsonProperty("camel")
    CAMEL, @JsonProperty("both")
    BOTH
  }

  public CallRecordConfig {
    type = type == null ? Type.LOCAL : type;
    root = root == null ? "data/cdr" : root;
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    withMedia = withMedia != null && withMedia;
    casing = casing == null ? Casing.SNAKE : casing;
    spool = spool == null ? root + "/spool" : spool;
    maxSpoolBytes = maxSpoolBytes == null ? Long.valueOf(256_000_000) : maxSpoolBytes;
    concurrency = concurrency == null ? Integer.valueOf(2) : concurrency;
    timeout = timeout == null ? new Seconds(30_000) : timeout;
    retryMin = retryMin == null ? new Seconds(1_000) : retryMin;
    retryMax = retryMax == null ? new Seconds(300_000) : retryMax;
    if (type == Type.HTTP && url == null) {
      throw new IllegalArgumentException("callrecord.url is missing");
    }
  }

  /** Without what the headers hold. */
  @Override
  public String toString() {
    return "CallRecordConfig[type=" + type + ", root=" + root + ", spool=" + spool + "]";
  }
}
