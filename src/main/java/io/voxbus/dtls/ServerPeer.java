package io.voxbus.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The side that waits for the ClientHello. */
final class ServerPeer extends DefaultTlsServer {
  private static final int[] SUITES = {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA};

  private final Identity identity;
  private final Terms terms;
  private @Nullable SrtpProfile profile;
  private @Nullable SrtpKeys keys;

  ServerPeer(Identity identity, Terms terms) {
    super(identity.crypto());
    this.identity = identity;
    this.terms = terms;
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

  /** BouncyCastle has no DTLS 1.3; browsers speak 1.2 as well. */
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
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return identity.signer(context);
  }

  @Override
  @SuppressWarnings("JdkObsolete") // as the library wants it
  public CertificateRequest getCertificateRequest() {
    var algorithms = new Vector<SignatureAndHashAlgorithm>();
    for (short hash : new short[]{HashAlgorithm.sha256, HashAlgorithm.sha384}) {
      algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.ecdsa));
      algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.rsa));
    }
    return new CertificateRequest(
        new short[]{ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        algorithms, null);
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    Peers.check(terms.peer(), certificate);
  }

  @Override
  @SuppressWarnings({"rawtypes", "JdkObsolete"})
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(extensions);
    profile = offered == null
        ? null
        : SrtpProfile.bestOf(offered.getProtectionProfiles()).orElse(null);
    if (profile == null) {
      throw new TlsFatalAlert(AlertDescription.handshake_failure, "no SRTP profile that we know");
    }
  }

  @Override
  @SuppressWarnings({"rawtypes", "JdkObsolete"})
  public Hashtable getServerExtensions() throws IOException {
    var extensions = super.getServerExtensions();
    if (profile != null) {
      TlsSRTPUtils.addUseSRTPExtension(extensions, Peers.srtp(profile));
    }
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    if (profile != null) {
      keys = SrtpKeys.export(context, profile);
    }
  }
}
