package io.voxbus.call;

import io.voxbus.call.webhook.WebhookConfig;
import io.voxbus.protocol.api.Seconds;
import org.jspecify.annotations.Nullable;

/**
 * The {@code call.incoming} section of the configuration.
 *
 * @param acceptTimeout how long a call waits to be taken before it is refused with 480
 * @param unattended    the SIP status of calls while there is no webhook
 * @param dump          whether the events and commands of each are written to a file
 */
public record IncomingConfig(@Nullable Seconds acceptTimeout, int unattended,
    @Nullable Boolean dump, @Nullable WebhookConfig webhook) {
  private static final int TEMPORARILY_UNAVAILABLE = 480;

  public IncomingConfig {
    acceptTimeout = acceptTimeout == null ? new Seconds(50_000) : acceptTimeout;
    unattended = unattended == 0 ? TEMPORARILY_UNAVAILABLE : unattended;
    dump = dump == null || dump;
    webhook = webhook == null ? new WebhookConfig(null, null, null, 0, null) : webhook;
  }

  @Override
  public Boolean dump() {
    return Boolean.TRUE.equals(dump);
  }

  @Override
  public Seconds acceptTimeout() {
    return acceptTimeout == null ? new Seconds(0) : acceptTimeout;
  }
}
