package io.voxbus.http;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code ice} section of the configuration: the STUN and TURN servers that clients are told of. */
public record IceConfig(List<Server> servers) {
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
  }

  public IceConfig {
    servers = servers == null ? List.of() : servers;
  }
}
