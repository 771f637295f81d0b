package io.voxbus.ws;

/**
 * The {@code ws} section of the configuration.
 *
 * @param queuedCommands the most commands kept for a call that is not placed yet
 */
public record WsConfig(int queuedCommands) {
  public WsConfig {
    queuedCommands = queuedCommands == 0 ? 32 : queuedCommands;
  }
}
