package io.voxbus.dtls;

/**
 * What a handshake is held to.
 *
 * @param peer          hash of the certificate that the other side must show
 * @param timeoutMillis for all of it
 * @param resendMillis  before a flight is sent again the first time
 */
public record Terms(Fingerprint peer, int timeoutMillis, int resendMillis) {
  private static final int RESEND_MILLIS = 200;

  public static Terms of(Fingerprint peer, int timeoutMillis) {
    return new Terms(peer, timeoutMillis, RESEND_MILLIS);
  }
}
