package io.voxbus.sip.auth;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.auth} section of the configuration.
 *
 * @param realm      what passwords are for; those kept as HA1 belong to it
 * @param algorithms MD5 and SHA-256, the preferred one first; many phones know MD5 only and fail when they see another
 * @param secret     signs nonces; the same on all nodes, or each takes its own only
 * @param nonceLife  how long a nonce may be used
 * @param strangers  whether calls of people nobody knows are taken; not given: only while there are neither users nor trunks
 */
public record AuthConfig(@Nullable String realm, @Nullable List<String> algorithms,
    @Nullable String secret, @Nullable Seconds nonceLife, @Nullable Boolean strangers) {
  public AuthConfig {
    realm = realm == null || realm.isBlank() ? "voxbus" : realm;
    algorithms = algorithms == null || algorithms.isEmpty()
        ? List.of("MD5")
        : List.copyOf(algorithms);
    algorithms.forEach(AuthConfig::known);
    secret = secret == null ? "" : secret;
    nonceLife = nonceLife == null ? new Seconds(300_000) : nonceLife;
  }

  /** The algorithms, preferred first. */
  public List<Algorithm> known() {
    return Objects.requireNonNull(algorithms).stream().map(AuthConfig::known).toList();
  }

  private static Algorithm known(String token) {
    return Algorithm.of(token)
        .orElseThrow(() -> new IllegalArgumentException("no such algorithm: " + token));
  }
}
