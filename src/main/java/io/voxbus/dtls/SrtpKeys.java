package io.voxbus.dtls;

import java.util.Arrays;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;

/** What a handshake has agreed on: for packets that we send, and for those that we receive. */
@SuppressWarnings("ArrayRecordComponent")
public record SrtpKeys(SrtpProfile profile, byte[] sendKey, byte[] sendSalt, byte[] receiveKey,
    byte[] receiveSalt) {
  /** RFC 5764 section 4.2: key of client and server, then salt of client and server. */
  static SrtpKeys export(TlsContext context, SrtpProfile profile) {
    int key = profile.keyBytes;
    int salt = profile.saltBytes;
    byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null,
        2 * (key + salt));
    byte[] clientKey = Arrays.copyOfRange(material, 0, key);
    byte[] serverKey = Arrays.copyOfRange(material, key, 2 * key);
    byte[] clientSalt = Arrays.copyOfRange(material, 2 * key, 2 * key + salt);
    byte[] serverSalt = Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt));
    return context.isServer()
        ? new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt)
        : new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt);
  }
}
