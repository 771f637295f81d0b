package io.voxbus.sip.dialog;

/**
 * The times that the rules of a dialog know.
 *
 * @param ringMillis        how long our call may ring
 * @param sessionSeconds    of the session timer we ask for (RFC 4028)
 * @param minSessionSeconds the shortest one we take
 * @param endMillis         for the last answers, 64*T1 (RFC 3261 section 17.1.1.2)
 */
public record SipTimes(long ringMillis, int sessionSeconds, int minSessionSeconds,
    long endMillis) {
  public static final SipTimes DEFAULTS = new SipTimes(180_000, 1_800, 90, 32_000);
}
