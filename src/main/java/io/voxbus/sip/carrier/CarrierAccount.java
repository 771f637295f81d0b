package io.voxbus.sip.carrier;

import io.voxbus.sip.route.TrunkConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who registers, and where.
 *
 * @param name     of its calls' origin, as the dial plan and the meters call it
 * @param servers  URIs of registrars, the first one that answers is kept to
 * @param user     of the address of record
 * @param domain   of the address of record; empty: the host of the server
 * @param password null: there is nothing to prove
 */
record CarrierAccount(String name, List<String> servers, String user, String domain,
    @Nullable String displayName, String proofName, @Nullable String password,
    @Nullable String realm) {
  static CarrierAccount of(RegisterUser user) {
    RegisterUser.Credential proof = user.credential();
    String name = Objects.requireNonNull(user.username());
    String proofName = proof == null || proof.username() == null ? name : proof.username();
    return new CarrierAccount(name + "@" + user.server(),
        List.of(Objects.requireNonNull(user.server())), name, "", user.displayName(), proofName,
        proof == null ? null : proof.password(), proof == null ? null : proof.realm());
  }

  static CarrierAccount of(TrunkConfig trunk) {
    String name = Objects.requireNonNull(trunk.username());
    List<String> servers = Objects.requireNonNull(trunk.hosts()).stream()
        .sorted(Comparator.comparingInt(TrunkConfig.Host::priority))
        .map(host -> String.valueOf(host.uri())).toList();
    return new CarrierAccount(String.valueOf(trunk.name()), servers, name,
        String.valueOf(trunk.domain()), null, name, trunk.password(), null);
  }

  @Override
  public String toString() {
    return "CarrierAccount[" + name + "]";
  }
}
