package io.voxbus.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The hash of a certificate, as SDP has it (RFC 8122 section 5).
 *
 * @param algorithm {@code sha-256}, in lower case
 * @param hex       pairs of capital digits with colons between them
 */
public record Fingerprint(String algorithm, String hex) {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();
  /** Section 5 forbids MD2 and MD5; nobody can find a second certificate for the others. */
  private static final List<String> ALGORITHMS = List.of("sha-1", "sha-224", "sha-256", "sha-384",
      "sha-512");

  public static Fingerprint of(String algorithm, byte[] certificate) {
    try {
      String name = algorithm.equals("sha-1") ? "SHA-1" : algorithm.toUpperCase(Locale.ROOT);
      return new Fingerprint(algorithm,
          HEX.formatHex(MessageDigest.getInstance(name).digest(certificate)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(algorithm, e);
    }
  }

  /**
   * Reads the value of {@code a=fingerprint}.
   *
   * @throws IllegalArgumentException if it is none that we can compare
   */
  public static Fingerprint parse(String value) {
    String[] parts = value.strip().split(" +", -1);
    if (parts.length != 2 || !ALGORITHMS.contains(parts[0].toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("no fingerprint with one of " + ALGORITHMS);
    }
    String hex = parts[1].toUpperCase(Locale.ROOT);
    HEX.parseHex(hex);
    return new Fingerprint(parts[0].toLowerCase(Locale.ROOT), hex);
  }

  /** Whether it is this certificate's. */
  public boolean fits(byte[] certificate) {
    return equals(of(algorithm, certificate));
  }

  /** As the value of {@code a=fingerprint}. */
  public String line() {
    return algorithm + " " + hex;
  }
}
