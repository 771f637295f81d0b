package io.voxbus.ai.tencent;

import io.voxbus.ai.vendor.Endpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Who asks, and how that is signed: HMAC-SHA1 over host, path and the query in the order of its keys. */
record Account(String appId, String secretId, String secretKey) {
  static final String NAME = "tencent";
  private static final String ALGORITHM = "HmacSHA1";

  /** What a call says about its account. */
  record Given(@Nullable String appId, @Nullable String secretId, @Nullable String secretKey) {}

  static Account of(Endpoint endpoint, Given given) {
    return new Account(endpoint.credential(given.appId(), "TENCENT_APPID", "appId"),
        endpoint.credential(given.secretId(), "TENCENT_SECRET_ID", "secretId"),
        endpoint.credential(given.secretKey(), "TENCENT_SECRET_KEY", "secretKey"));
  }

  /** Base64 of the signature of {@code text}. */
  String sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The query as it is signed: by key, not encoded. */
  static String plain(Map<String, String> query) {
    return new TreeMap<>(query).entrySet().stream()
        .map(pair -> pair.getKey() + "=" + pair.getValue()).collect(Collectors.joining("&"));
  }

  /** Host, and port when it is not the usual one, as the signature wants it. */
  static String authority(String endpoint) {
    String authority = URI.create(endpoint.strip()).getRawAuthority();
    return authority == null ? "" : authority;
  }

  /** Hides the keys. */
  @Override
  public String toString() {
    return "account " + appId;
  }
}
