package io.voxbus.sip.auth;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server asks for.
 *
 * @param qop what it offers, e.g. auth; empty: that of RFC 2069
 */
public record Challenge(String realm, String nonce, Algorithm algorithm, List<String> qop,
    boolean stale, @Nullable String opaque) {
  /** Nothing when it can't be read, or wants what we do not know. */
  public static Optional<Challenge> parse(String header) {
    return Parameters.parse(header).flatMap(Challenge::of);
  }

  private static Optional<Challenge> of(Map<String, String> all) {
    String realm = all.get("realm");
    String nonce = all.get("nonce");
    Optional<Algorithm> algorithm = Algorithm.of(all.getOrDefault("algorithm", "MD5"));
    if (realm == null || nonce == null || algorithm.isEmpty()) {
      return Optional.empty();
    }
    List<String> qop = Arrays.stream(all.getOrDefault("qop", "").split(",", -1)).map(String::trim)
        .filter(one -> !one.isEmpty()).toList();
    boolean known = qop.isEmpty() || qop.contains("auth") || qop.contains("auth-int");
    return known
        ? Optional.of(new Challenge(realm, nonce, algorithm.get(), qop,
            "true".equalsIgnoreCase(all.get("stale")), all.get("opaque")))
        : Optional.empty();
  }

  /** As the value of a header. */
  public String write() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("realm", Parameters.quote(realm));
    all.put("nonce", Parameters.quote(nonce));
    all.put("algorithm", algorithm.token());
    if (!qop.isEmpty()) {
      all.put("qop", Parameters.quote(String.join(",", qop)));
    }
    if (stale) {
      all.put("stale", "true");
    }
    if (opaque != null) {
      all.put("opaque", Parameters.quote(opaque));
    }
    return Parameters.write(all);
  }
}
