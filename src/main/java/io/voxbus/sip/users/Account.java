package io.voxbus.sip.users;

import io.voxbus.sip.auth.Algorithm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Someone who may register and call.
 *
 * @param password as it is, or null when only hashes are known
 * @param ha1      MD5 of {@code name:realm:password}, in hexadecimal
 * @param ha1Sha256 the same by SHA-256
 */
public record Account(String name, @Nullable String password, @Nullable String ha1,
    @Nullable String ha1Sha256) {
  /** What stands for the password; nothing when it is not known by that algorithm. */
  public Optional<String> ha1(Algorithm algorithm, String realm) {
    if (password != null) {
      return Optional.of(algorithm.ha1(name, realm, password));
    }
    return Optional.ofNullable(algorithm == Algorithm.MD5 ? ha1 : ha1Sha256);
  }

  @Override
  public String toString() {
    return "Account[" + name + "]";
  }
}
