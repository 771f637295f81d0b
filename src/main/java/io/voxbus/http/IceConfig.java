package io.voxbus.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code ice} section of the configuration: the STUN and TURN servers that clients are told of. */
public record IceConfig(List<Server> servers) {
  /** One of them. */
  public record Server(List<String> urls, @Nullable String username, @Nullable String credential) {
    /** The name that clients of RustPBX read {@code credential} by. */
    @com.fasterxml.jackson.annotation.JsonProperty("password")
    public @Nullable String password() {
      return credential;
    }
  }

  public IceConfig {
    servers = servers == null ? List.of() : servers;
  }
}
