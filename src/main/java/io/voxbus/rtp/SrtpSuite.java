package io.voxbus.rtp;

import org.jspecify.annotations.Nullable;

/** Ways to encrypt and authenticate RTP, by their names in RFC 4568 and RFC 7714. */
public enum SrtpSuite {
  AES_CM_128_HMAC_SHA1_80(16, 14, 10), AES_CM_128_HMAC_SHA1_32(16, 14, 4), AEAD_AES_128_GCM(16, 12,
      16);

  private final int keyBytes;
  private final int saltBytes;
  private final int tagBytes;

  SrtpSuite(int keyBytes, int saltBytes, int tagBytes) {
    this.keyBytes = keyBytes;
    this.saltBytes = saltBytes;
    this.tagBytes = tagBytes;
  }

  /** Null if it is none of ours. */
  public static @Nullable SrtpSuite named(String name) {
    for (SrtpSuite suite : values()) {
      if (suite.name().equalsIgnoreCase(name)) {
        return suite;
      }
    }
    return null;
  }

  public int keyBytes() {
    return keyBytes;
  }

  public int saltBytes() {
    return saltBytes;
  }

  /** By which a packet grows. */
  public int tagBytes() {
    return tagBytes;
  }
}
