package io.voxbus.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves that it knows a password.
 *
 * @param qop auth, auth-int, or null for that of RFC 2069
 * @param nc  counts the uses of a nonce, as eight hexadecimal digits
 */
public record Credentials(String user, String realm, String nonce, String uri, Algorithm algorithm,
    @Nullable String qop, @Nullable String nc, @Nullable String cnonce, @Nullable String opaque,
    String response) {
  private static final Set<String> NEEDED = Set.of("username", "realm", "nonce", "uri", "response");
  private static final Set<String> NEEDED_FOR_QOP = Set.of("nc", "cnonce");

  /** Nothing when it can't be read. */
  public static Optional<Credentials> parse(String header) {
    return Parameters.parse(header).flatMap(Credentials::of);
  }

  private static Optional<Credentials> of(Map<String, String> all) {
    Optional<Algorithm> algorithm = Algorithm.of(all.getOrDefault("algorithm", "MD5"));
    String qop = all.get("qop");
    boolean whole = all.keySet().containsAll(NEEDED) && algorithm.isPresent()
        && (qop == null || all.keySet().containsAll(NEEDED_FOR_QOP));
    return whole
        ? Optional.of(new Credentials(held(all, "username"), held(all, "realm"),
            held(all, "nonce"), held(all, "uri"), algorithm.get(), qop, all.get("nc"),
            all.get("cnonce"), all.get("opaque"), held(all, "response")))
        : Optional.empty();
  }

  private static String held(Map<String, String> all, String name) {
    return Objects.requireNonNull(all.get(name));
  }

  /** RFC 7616 section 3.4.1. */
  public String expected(String ha1, String method, String body) {
    String a2 = method + ":" + uri + ("auth-int".equals(qop) ? ":" + algorithm.hash(body) : "");
    String middle = qop == null ? nonce : nonce + ":" + nc + ":" + cnonce + ":" + qop;
    return algorithm.hash(ha1 + ":" + middle + ":" + algorithm.hash(a2));
  }

  /** Compares in a time that does not tell where they differ. */
  public boolean proves(String ha1, String method, String body) {
    return MessageDigest.isEqual(
        expected(ha1, method, body).getBytes(StandardCharsets.US_ASCII),
        response.getBytes(StandardCharsets.UTF_8));
  }

  Credentials proven(String ha1, String method, String body) {
    return new Credentials(user, realm, nonce, uri, algorithm, qop, nc, cnonce, opaque,
        expected(ha1, method, body));
  }

  /** How often the nonce has been used, -1 when that can't be read. */
  public long count() {
    try {
      return nc == null ? -1 : Long.parseLong(nc, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** As the value of a header. */
  public String write() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("username", Parameters.quote(user));
    all.put("realm", Parameters.quote(realm));
    all.put("nonce", Parameters.quote(nonce));
    all.put("uri", Parameters.quote(uri));
    all.put("response", Parameters.quote(response));
    all.put("algorithm", algorithm.token());
    if (qop != null) {
      all.put("qop", qop);
      all.put("nc", String.valueOf(nc));
      all.put("cnonce", Parameters.quote(String.valueOf(cnonce)));
    }
    if (opaque != null) {
      all.put("opaque", Parameters.quote(opaque));
    }
    return Parameters.write(all);
  }
}
