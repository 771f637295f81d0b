package io.voxbus.sip.carrier;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.voxbus.sip.stack.Uris;
import org.jspecify.annotations.Nullable;

/**
 * An account that this cluster registers with a carrier, one of {@code sip.registerUsers}.
 *
 * @param server     host, host:port or SIP URI of its registrar
 * @param username   what its calls are for
 * @param credential what proves it; none: the carrier knows our address
 */
public record RegisterUser(@Nullable String server, @Nullable String username,
    @JsonAlias("display_name") @Nullable String displayName, boolean disabled,
    @Nullable Credential credential) {
  /**
   * @param username not given: that of the account
   * @param realm    only servers of this realm are answered; not given: any
   */
  public record Credential(@Nullable String username, @Nullable String password,
      @Nullable String realm) {
    @Override
    public String toString() {
      return "Credential[" + username + "]";
    }
  }

  public RegisterUser {
    if (server == null || server.isBlank() || username == null || username.isBlank()) {
      throw new IllegalArgumentException("an account to register needs a server and a username");
    }
    Uris.parse(username + "@" + Uris.parse(server).getHost());
  }
}
