package io.voxbus.call;

import io.voxbus.protocol.api.Seconds;
import org.jspecify.annotations.Nullable;

/**
 * The {@code call} section of the configuration.
 *
 * @param maxCalls   calls this node takes; more are refused with 503
 * @param grace      how long a call waits for a client whose socket was lost
 * @param keptEvents how many events a client that comes back can catch up on
 */
public record CallConfig(int maxCalls, @Nullable Seconds grace, int keptEvents) {
  public CallConfig {
    maxCalls = maxCalls == 0 ? 1000 : maxCalls;
    grace = grace == null ? new Seconds(10_000) : grace;
    keptEvents = keptEvents == 0 ? 2000 : keptEvents;
  }

  long graceMillis() {
    return grace == null ? 0 : grace.millis();
  }
}
