package io.voxbus.sip.registrar;

import io.voxbus.protocol.api.Seconds;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.registrar} section of the configuration.
 *
 * @param expires    how long a registration is good that does not say
 * @param minExpires shorter ones are refused with 423
 * @param maxExpires longer ones are cut
 * @param contacts   phones of one user
 * @param keepAlive  between two packets that keep the way to a phone behind NAT open; 0: none
 */
public record RegistrarConfig(@Nullable Seconds expires, @Nullable Seconds minExpires,
    @Nullable Seconds maxExpires, int contacts, @Nullable Seconds keepAlive) {
  public RegistrarConfig {
    expires = expires == null ? new Seconds(300_000) : expires;
    minExpires = minExpires == null ? new Seconds(30_000) : minExpires;
    maxExpires = maxExpires == null ? new Seconds(3_600_000) : maxExpires;
    contacts = contacts == 0 ? 10 : contacts;
    keepAlive = keepAlive == null ? new Seconds(25_000) : keepAlive;
  }
}
