package io.voxbus.dtls;

import java.io.IOException;
import java.util.stream.Stream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** What both sides of a handshake do alike. */
final class Peers {
  private Peers() {}

  /** RFC 8122 section 6.2: whoever shows another certificate than the SDP told of is somebody else. */
  static void check(Fingerprint expected, Certificate shown) throws IOException {
    if (shown == null || shown.isEmpty()
        || !expected.fits(shown.getCertificateAt(0).getEncoded())) {
      throw new TlsFatalAlert(AlertDescription.bad_certificate,
          "the certificate does not fit the fingerprint");
    }
  }

  static UseSRTPData srtp(SrtpProfile... profiles) {
    return new UseSRTPData(Stream.of(profiles).mapToInt(profile -> profile.number).toArray(),
        TlsUtils.EMPTY_BYTES);
  }
}
