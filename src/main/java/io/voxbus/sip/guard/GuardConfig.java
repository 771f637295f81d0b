package io.voxbus.sip.guard;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.guard} section of the configuration.
 *
 * @param allow      networks that may send; none: all
 * @param deny       networks that get no answer
 * @param trust      networks that neither rate nor ban stops, e.g. those of carriers
 * @param rate       messages a second from one source
 * @param burst      messages at once
 * @param failures   wrong passwords and the like until a source is banned
 * @param window     time in which they count
 * @param ban        how long a banned source gets no answer
 * @param sources    sources that are remembered
 * @param scanners   what a User-Agent of scanners begins with, in lower case
 * @param retryAfter what callers are told when the node is overloaded
 */
public record GuardConfig(@Nullable List<String> allow, @Nullable List<String> deny,
    @Nullable List<String> trust, int rate, int burst, int failures, @Nullable Seconds window,
    @Nullable Seconds ban, int sources, @Nullable List<String> scanners,
    @Nullable Seconds retryAfter) {
  private static final List<String> KNOWN_SCANNERS = List.of("friendly-scanner", "sipvicious",
      "sipcli", "sip-scan", "sipsak", "sundayddr", "pplsip", "vaxsipuseragent",
      "iwar", "sivus", "smap");

  public GuardConfig {
    allow = networks(allow);
    deny = networks(deny);
    trust = networks(trust);
    rate = rate == 0 ? 200 : rate;
    burst = burst == 0 ? 400 : burst;
    failures = failures == 0 ? 10 : failures;
    window = window == null ? new Seconds(60_000) : window;
    ban = ban == null ? new Seconds(300_000) : ban;
    sources = sources == 0 ? 10_000 : sources;
    scanners = scanners == null ? KNOWN_SCANNERS : List.copyOf(scanners);
    retryAfter = retryAfter == null ? new Seconds(10_000) : retryAfter;
  }

  public int retryAfterSeconds() {
    return (int) Math.max(1, Objects.requireNonNull(retryAfter).millis() / 1000);
  }

  private static List<String> networks(@Nullable List<String> given) {
    List<String> networks = given == null ? List.of() : List.copyOf(given);
    networks.forEach(Cidr::of);
    return networks;
  }

  static List<Cidr> parsed(@Nullable List<String> networks) {
    return Objects.requireNonNull(networks).stream().map(Cidr::of).toList();
  }
}
