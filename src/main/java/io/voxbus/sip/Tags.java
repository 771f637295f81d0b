package io.voxbus.sip;

import java.security.SecureRandom;
import java.util.HexFormat;

/** RFC 3261 section 19.3: a tag is random, at least 32 bits of it. */
final class Tags {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 8;

  private Tags() {}

  static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
