package io.voxbus.media.leg.bot;

import io.voxbus.protocol.api.Seconds;

/**
 * The {@code bots} section of the configuration: connections to bots that {@code mediaPass} names with a dialect.
 *
 * @param connectTimeout  how long a bot may take to be reached
 * @param silence         a bot that gives no sign of life for so long is gone; of AudioSocket, one that takes nothing more of what it is sent
 * @param maxAhead        audio that a bot may send ahead of what is heard; what is more is dropped
 * @param maxMessageBytes the largest message of a bot
 * @param maxQueuedBytes  audio that waits for a bot that does not read; what is more is dropped
 */
public record BotConfig(Seconds connectTimeout, Seconds silence, Seconds maxAhead,
    int maxMessageBytes, int maxQueuedBytes) {
  public BotConfig {
    connectTimeout = connectTimeout == null ? new Seconds(5_000) : connectTimeout;
    silence = silence == null ? new Seconds(20_000) : silence;
    maxAhead = maxAhead == null ? new Seconds(120_000) : maxAhead;
    maxMessageBytes = maxMessageBytes == 0 ? 1 << 20 : maxMessageBytes;
    maxQueuedBytes = maxQueuedBytes == 0 ? 65_536 : maxQueuedBytes;
  }
}
