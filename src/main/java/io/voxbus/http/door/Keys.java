package io.voxbus.http.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets only those in who hold a key; compares in constant time. */
public final class Keys {
  private static final String BEARER = "Bearer ";

  private final List<byte[]> keys;
  private final @Nullable String passing;

  public Keys(List<String> keys) {
    this(keys, null);
  }

  /** @param passing the path below which a header that holds none of our keys may be for the service behind it */
  public Keys(List<String> keys, @Nullable String passing) {
    this.passing = passing;
    this.keys = keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** A key in the header is the one that counts, unless the header may be for a service behind us. */
  public void check(RoutingContext request) {
    boolean mayBringAnother = bearer(request) == null
        || (passing != null && request.request().path().startsWith(passing));
    if (keys.isEmpty() || isBearer(request) || (mayBringAnother && holds(token(request)))) {
      request.next();
    } else {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      Answers.error(request, 401,
          "an API key is wanted: Authorization: Bearer <key>, or ?token=<key>");
    }
  }

  /** Whether a call that brings this key may come in. */
  public boolean admits(@Nullable String key) {
    return keys.isEmpty() || holds(key);
  }

  /** Whether one of our keys stands in the header. */
  public boolean isBearer(RoutingContext request) {
    return holds(bearer(request));
  }

  /** A name of the key that a request came with, which tells nothing of the key. */
  public String nameOf(RoutingContext request) {
    String given = isBearer(request) ? bearer(request) : token(request);
    for (int i = 0; i < keys.size(); i++) {
      if (MessageDigest.isEqual(keys.get(i), bytes(given))) {
        return "key " + (i + 1);
      }
    }
    return "none";
  }

  private static @Nullable String bearer(RoutingContext request) {
    String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).trim()
        : null;
  }

  private static @Nullable String token(RoutingContext request) {
    return request.request().getParam("token");
  }

  private static byte[] bytes(@Nullable String given) {
    return (given == null ? "" : given).getBytes(StandardCharsets.UTF_8);
  }

  private boolean holds(@Nullable String given) {
    byte[] bytes = bytes(given);
    boolean held = false;
    for (byte[] key : keys) {
      held |= MessageDigest.isEqual(key, bytes);
    }
    return held;
  }
}
