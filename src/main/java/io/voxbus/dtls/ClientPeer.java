package io.voxbus.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The side that sends the ClientHello. */
final class ClientPeer extends DefaultTlsClient {
  private static final int[] SUITES = {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};

  private final Identity identity;
  private final Terms terms;
  private final SrtpProfile[] offered;
  private @Nullable SrtpProfile profile;
  private @Nullable SrtpKeys keys;

  ClientPeer(Identity identity, Terms terms, SrtpProfile... offered) {
    super(identity.crypto());
    this.identity = identity;
    this.terms = terms;
    this.offered = offered.clone();
  }

  /** Null before the handshake is complete. */
  @Nullable
  SrtpKeys keys() {
    return keys;
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return SUITES.clone();
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return terms.timeoutMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return terms.resendMillis();
  }

  @Override
  @SuppressWarnings({"rawtypes", "JdkObsolete"})
  public Hashtable getClientExtensions() throws IOException {
    var extensions = super.getClientExtensions();
    TlsSRTPUtils.addUseSRTPExtension(extensions, Peers.srtp(offered));
    return extensions;
  }

  @Override
  @SuppressWarnings({"rawtypes", "JdkObsolete"})
  public void processServerExtensions(Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    UseSRTPData chosen = TlsSRTPUtils.getUseSRTPExtension(extensions);
    profile = chosen == null
        ? null
        : SrtpProfile.bestOf(chosen.getProtectionProfiles()).orElse(null);
    if (profile == null) {
      throw new TlsFatalAlert(AlertDescription.handshake_failure, "no SRTP profile that we know");
    }
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
        Peers.check(terms.peer(), server.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request)
          throws IOException {
        return identity.signer(context);
      }
    };
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    if (profile != null) {
      keys = SrtpKeys.export(context, profile);
    }
  }
}
