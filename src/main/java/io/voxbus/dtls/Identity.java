package io.voxbus.dtls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** Certificate and key of one side: ECDSA with P-256, self-signed. SDP vouches for it by its fingerprint. */
public final class Identity {
  private static final long DAY_MILLIS = 24 * 3_600_000L;
  private static final int DAYS = 3650;
  private static final SignatureAndHashAlgorithm SIGNED_BY = new SignatureAndHashAlgorithm(
      HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  private final BcTlsCrypto crypto = new FrugalCrypto();
  private final byte[] certificate;
  private final AsymmetricKeyParameter key;
  private final Fingerprint fingerprint;

  private Identity(byte[] certificate, AsymmetricKeyParameter key) {
    this.certificate = certificate;
    this.key = key;
    this.fingerprint = Fingerprint.of("sha-256", certificate);
  }

  /** A new one. */
  public static Identity create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      AsymmetricKeyParameter key = PrivateKeyFactory.createKey(pair.getPrivate().getEncoded());
      return new Identity(certificate(pair, key), key);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads key and certificate, PEM, one after the other: the nodes of a cluster have the same, so that a call may move.
   *
   * @throws IllegalArgumentException when one of them is missing or is not for ECDSA
   */
  public static Identity of(String pem) {
    AsymmetricKeyParameter key = null;
    byte[] certificate = null;
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        key = key(part, key);
        certificate = part instanceof X509CertificateHolder holder
            ? holder.getEncoded()
            : certificate;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (certificate == null || !(key instanceof ECPrivateKeyParameters)) {
      throw new IllegalArgumentException("wants an EC private key and its certificate, as PEM");
    }
    return new Identity(certificate, key);
  }

  /** Writes what {@link #of} reads. */
  public String pem() {
    StringWriter pem = new StringWriter();
    try (PemWriter out = new PemWriter(pem)) {
      out.writeObject(new PemObject("PRIVATE KEY",
          PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded()));
      out.writeObject(new PemObject("CERTIFICATE", certificate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pem.toString();
  }

  public Fingerprint fingerprint() {
    return fingerprint;
  }

  BcTlsCrypto crypto() {
    return crypto;
  }

  TlsCredentialedSigner signer(TlsContext context) throws IOException {
    Certificate chain = new Certificate(
        new TlsCertificate[]{crypto.createCertificate(certificate)});
    return new BcDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), crypto, key, chain,
        SIGNED_BY);
  }

  private static @Nullable AsymmetricKeyParameter key(Object part,
      @Nullable AsymmetricKeyParameter before) throws IOException {
    return switch (part) {
      case PEMKeyPair pair -> PrivateKeyFactory.createKey(pair.getPrivateKeyInfo());
      case PrivateKeyInfo info -> PrivateKeyFactory.createKey(info);
      default -> before;
    };
  }

  @SuppressWarnings("JavaUtilDate") // as the library wants it
  private static byte[] certificate(KeyPair pair, AsymmetricKeyParameter key)
      throws IOException, OperatorCreationException {
    X500Name name = new X500Name("CN=voxbus");
    long now = System.currentTimeMillis();
    X509v3CertificateBuilder builder = new X509v3CertificateBuilder(name,
        new BigInteger(63, new SecureRandom()).add(BigInteger.ONE), new Date(now - DAY_MILLIS),
        new Date(now + DAYS * DAY_MILLIS), name,
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    return builder.build(new BcECContentSignerBuilder(
        new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)).build(key)).getEncoded();
  }
}
