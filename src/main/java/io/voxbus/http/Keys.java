package io.voxbus.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets only those in who hold a key; compares in constant time. */
final class Keys {
  private static final String BEARER = "Bearer ";

  private final List<byte[]> keys;

  Keys(List<String> keys) {
    this.keys = keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
  }

  void check(RoutingContext request) {
    if (keys.isEmpty() || holds(given(request))) {
      request.next();
    } else {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      Answers.error(request, 401,
          "an API key is wanted: Authorization: Bearer <key>, or ?token=<key>");
    }
  }

  private static @Nullable String given(RoutingContext request) {
    String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).trim();
    }
    return request.request().getParam("token");
  }

  private boolean holds(@Nullable String given) {
    byte[] bytes = (given == null ? "" : given).getBytes(StandardCharsets.UTF_8);
    boolean held = false;
    for (byte[] key : keys) {
      held |= MessageDigest.isEqual(key, bytes);
    }
    return held;
  }
}
