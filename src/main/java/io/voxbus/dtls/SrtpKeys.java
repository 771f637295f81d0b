package io.voxbus.dtls;

import java.util.Arrays;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;

/**
 * What a handshake has agreed on.
 *
 * @param send    master key and salt, one after the other, of what we send
 * @param receive the same of what the other side sends
 */
@SuppressWarnings("ArrayRecordComponent")
public record SrtpKeys(SrtpProfile profile, byte[] send, byte[] receive) {
  /** RFC 5764 section 4.2: key of client and server, then salt of client and server. */
  static SrtpKeys export(TlsContext context, SrtpProfile profile) {
    int key = profile.keyBytes;
    int salt = profile.saltBytes;
    byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null,
        2 * (key + salt));
    byte[] client = join(material, 0, key, 2 * key, salt);
    byte[] server = join(material, key, key, 2 * key + salt, salt);
    return context.isServer()
        ? new SrtpKeys(profile, server, client)
        : new SrtpKeys(profile, client, server);
  }

  private static byte[] join(byte[] from, int key, int keyBytes, int salt, int saltBytes) {
    byte[] joined = Arrays.copyOfRange(from, key, key + keyBytes + saltBytes);
    System.arraycopy(from, salt, joined, keyBytes, saltBytes);
    return joined;
  }
}
