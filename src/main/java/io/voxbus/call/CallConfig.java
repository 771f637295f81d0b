package io.voxbus.call;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.call.turn.CallRules;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.Carrier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code call} section of the configuration.
 *
 * @param maxCalls   calls this node takes; more are refused with 503
 * @param grace      how long a call waits for a client whose socket was lost
 * @param keptEvents how many events a client that comes back can catch up on
 * @param dtmf       how digits go to telephones: rtp or info
 * @param srtp       whether the media of telephone calls is encrypted
 * @param incoming   telephone calls that come in
 */
public record CallConfig(int maxCalls, @Nullable Seconds grace, int keptEvents,
    @Nullable Digits dtmf, Carrier.@Nullable Srtp srtp, @Nullable IncomingConfig incoming) {
  /** How digits are sent. */
  public enum Digits {
    @JsonProperty("rtp")
    RTP, @JsonProperty("info")
    INFO
  }

  public CallConfig {
    maxCalls = maxCalls == 0 ? 1000 : maxCalls;
    grace = grace == null ? new Seconds(10_000) : grace;
    keptEvents = keptEvents == 0 ? 2000 : keptEvents;
    dtmf = dtmf == null ? Digits.RTP : dtmf;
    srtp = srtp == null ? Carrier.Srtp.OFF : srtp;
    incoming = incoming == null ? new IncomingConfig(null, 0, null, null) : incoming;
  }

  @Override
  public IncomingConfig incoming() {
    return Objects.requireNonNull(incoming);
  }

  CallRules rules() {
    return new CallRules(0, 0, 0, incoming().acceptTimeout().millis(), srtp, dtmf == Digits.INFO);
  }

  long graceMillis() {
    return grace == null ? 0 : grace.millis();
  }
}
