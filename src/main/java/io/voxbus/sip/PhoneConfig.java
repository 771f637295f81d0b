package io.voxbus.sip;

import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.dialog.SipTimes;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.calls} section of the configuration.
 *
 * @param userAgent      what we call ourselves
 * @param ringTimeout    how long a call of ours may ring
 * @param sessionExpires how often the two sides make sure of each other (RFC 4028)
 * @param proxy          SIP address that all of our calls go through; none: straight to whom they are for
 * @param anywhere       whether whoever knows the tags of a call is believed to be its far end, wherever he is
 */
public record PhoneConfig(@Nullable String userAgent, @Nullable Seconds ringTimeout,
    @Nullable Seconds sessionExpires, @Nullable String proxy, boolean anywhere) {
  private static final int LEAST_SECONDS = 90;

  public PhoneConfig {
    userAgent = userAgent == null ? "voxbus" : userAgent;
    ringTimeout = ringTimeout == null ? new Seconds(180_000) : ringTimeout;
    sessionExpires = sessionExpires == null ? new Seconds(1_800_000) : sessionExpires;
    proxy = proxy == null ? "" : proxy;
  }

  @Override
  public String userAgent() {
    return userAgent == null ? "" : userAgent;
  }

  int sessionSeconds() {
    return sessionExpires == null
        ? 0
        : (int) Math.max(LEAST_SECONDS, sessionExpires.millis() / 1000);
  }

  SipTimes times() {
    long ring = ringTimeout == null ? 0 : ringTimeout.millis();
    return new SipTimes(ring, sessionSeconds(), LEAST_SECONDS, SipTimes.DEFAULTS.endMillis());
  }
}
