package io.voxbus.ws;

import io.voxbus.protocol.api.Seconds;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ws} section of the configuration.
 *
 * @param queuedCommands the most commands kept for a call that is not placed yet
 * @param cutOffWait     so long a client that has lost its call waits for a node that is cut off from most others, before it is
 *                       sent away to come back through another one; or for a call that is taken over late
 */
public record WsConfig(int queuedCommands, @Nullable Seconds cutOffWait) {
  private static final Seconds CUT_OFF_WAIT = new Seconds(30_000);

  public WsConfig {
    queuedCommands = queuedCommands == 0 ? 32 : queuedCommands;
    cutOffWait = cutOffWait == null ? CUT_OFF_WAIT : cutOffWait;
  }

  long cutOffMillis() {
    return Objects.requireNonNull(cutOffWait).millis();
  }
}
