package io.voxbus.media.leg.bot;

/** What goes to a bot. */
sealed interface BotMessage {
  record Text(String text) implements BotMessage {}

  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] bytes) implements BotMessage {}
}
