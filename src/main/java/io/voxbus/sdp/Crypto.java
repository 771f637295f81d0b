package io.voxbus.sdp;

import io.voxbus.rtp.SrtpSuite;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A key of RFC 4568: the side that writes it encrypts with it.
 *
 * @param key master key and salt, one after the other
 */
@SuppressWarnings("ArrayRecordComponent")
public record Crypto(int tag, SrtpSuite suite, byte[] key) {
  private static final int MAX_TAG = 999_999_999;
  private static final String INLINE = "inline:";

  /** From the value of an {@code a=crypto}; null for a suite, key identifier or parameter that we lack. */
  static @Nullable Crypto parse(String value) {
    String[] parts = value.split("\\s+", -1);
    if (parts.length != 3 || !parts[2].regionMatches(true, 0, INLINE, 0, INLINE.length())
        || parts[2].indexOf(';') >= 0) {
      return null;
    }
    int tag = MediaLine.number(parts[0], MAX_TAG);
    SrtpSuite suite = SrtpSuite.named(parts[1]);
    String[] inline = parts[2].substring(INLINE.length()).split("\\|", -1);
    boolean keyIdentifier = inline.length > 1 && inline[inline.length - 1].indexOf(':') >= 0;
    return tag < 0 || suite == null || keyIdentifier ? null : of(tag, suite, inline[0]);
  }

  private static @Nullable Crypto of(int tag, SrtpSuite suite, String base64) {
    try {
      byte[] key = Base64.getDecoder().decode(base64);
      return key.length == suite.keyBytes() + suite.saltBytes()
          ? new Crypto(tag, suite, key)
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  String write() {
    return tag + " " + suite + " " + INLINE + Base64.getEncoder().encodeToString(key);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Crypto that && tag == that.tag && suite == that.suite
        && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return 31 * tag + suite.hashCode();
  }

  /** Without the key: it may come into a log. */
  @Override
  public String toString() {
    return tag + " " + suite;
  }
}
