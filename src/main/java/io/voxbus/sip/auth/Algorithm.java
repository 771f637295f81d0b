package io.voxbus.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hash functions of digest authentication (RFC 7616 section 3.2, RFC 8760 section 2.1). */
public enum Algorithm {
  MD5("MD5"), SHA_256("SHA-256");

  private final String token;

  Algorithm(String token) {
    this.token = token;
  }

  /** As it is written in a header. */
  public String token() {
    return token;
  }

  /** @param token as a header or the configuration writes it */
  public static Optional<Algorithm> of(String token) {
    return Arrays.stream(values()).filter(one -> one.token.equalsIgnoreCase(token)).findFirst();
  }

  /** In hexadecimal, lower case. */
  public String hash(String text) {
    try {
      return HexFormat.of().formatHex(
          MessageDigest.getInstance(token).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 7616 section 3.4.2: what stands for a password. */
  public String ha1(String user, String realm, String password) {
    return hash(user + ":" + realm + ":" + password);
  }
}
