package io.voxbus.sip.carrier;

import io.voxbus.protocol.api.Seconds;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.registration} section of the configuration.
 *
 * @param expires  how long a registration is asked for
 * @param retryMin until the second try, doubled for each further one
 * @param retryMax between two tries at most, and after a refusal that will not change soon
 * @param lease    after a node has died, how long until another one registers in its place
 */
public record RegistrationConfig(@Nullable Seconds expires, @Nullable Seconds retryMin,
    @Nullable Seconds retryMax, @Nullable Seconds lease) {
  private static final long LEAST_LEASE_MILLIS = 1_000;

  public RegistrationConfig {
    expires = expires == null ? new Seconds(300_000) : expires;
    retryMin = retryMin == null ? new Seconds(5_000) : retryMin;
    retryMax = retryMax == null ? new Seconds(300_000) : retryMax;
    lease = lease == null ? new Seconds(15_000) : lease;
    if (lease.millis() < LEAST_LEASE_MILLIS || expires.millis() < 1_000 || retryMin.millis() < 1
        || retryMax.millis() < retryMin.millis()) {
      throw new IllegalArgumentException("a registration lasts seconds, so does its lease");
    }
  }

  long leaseMillis() {
    return Objects.requireNonNull(lease).millis();
  }

  RegistrationMachine.Times times() {
    return new RegistrationMachine.Times(Objects.requireNonNull(expires).millis() / 1000,
        Objects.requireNonNull(retryMin).millis(), Objects.requireNonNull(retryMax).millis());
  }
}
