package io.voxbus.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.Seconds;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ice} section of the configuration.
 *
 * @param mode    how this node and its clients find each other
 * @param servers the STUN and TURN servers that clients are told of, and that the node uses itself in {@link Mode#FULL}
 */
public record IceConfig(Mode mode, List<Server> servers) {
  private static final String HMAC = "HmacSHA1";

  /** How much of ICE (RFC 8445) a node does. */
  public enum Mode {
    /** It waits to be found, at its own or its public addresses. */
    @JsonProperty("lite")
    LITE,
    /** It asks the servers where it is, and looks for its clients: for nodes behind a NAT. */
    @JsonProperty("full")
    FULL
  }

  /**
   * One of them.
   *
   * @param secret shared with a TURN server that takes credentials of a time (coturn's {@code use-auth-secret})
   * @param ttl    how long such credentials are good
   */
  public record Server(List<String> urls, @Nullable String username, @Nullable String credential,
      @Nullable String secret, Seconds ttl) {
    public Server {
      urls = urls == null ? List.of() : urls;
      secret = secret == null || secret.isBlank() ? null : secret;
      ttl = ttl == null ? new Seconds(3_600_000) : ttl;
    }

    /**
     * What gets one in there: with a secret, credentials of a time.
     *
     * @param name by which the server's log tells one from another
     */
    public Login login(String name, long expirySeconds) {
      if (secret == null) {
        return new Login(username, credential);
      }
      String timed = expirySeconds + ":" + name.replace(':', '-');
      return new Login(timed, signed(secret, timed));
    }
  }

  /** User name and password; null both for a STUN server. */
  public record Login(@Nullable String username, @Nullable String credential) {}

  public IceConfig {
    mode = mode == null ? Mode.LITE : mode;
    servers = servers == null ? List.of() : servers;
  }

  private static String signed(String secret, String username) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
