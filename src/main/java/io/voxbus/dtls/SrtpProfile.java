package io.voxbus.dtls;

import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.tls.SRTPProtectionProfile;

/** How SRTP protects (RFC 5764 section 4.1.2, RFC 7714 section 14.2), best first. */
public enum SrtpProfile {
  AEAD_AES_128_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, 16, 12), AES_CM_128_HMAC_SHA1_80(
      SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, 16, 14);

  final int number;
  final int keyBytes;
  final int saltBytes;

  SrtpProfile(int number, int keyBytes, int saltBytes) {
    this.number = number;
    this.keyBytes = keyBytes;
    this.saltBytes = saltBytes;
  }

  static Optional<SrtpProfile> bestOf(int[] offered) {
    return Stream.of(values())
        .filter(profile -> java.util.Arrays.stream(offered).anyMatch(one -> one == profile.number))
        .findFirst();
  }
}
