package io.voxbus.media.leg.bot;

/** What a message of a bot means. */
sealed interface BotReply {
  /** Audio to be played after what waits already. */
  @SuppressWarnings("ArrayRecordComponent")
  record Audio(byte[] encoded) implements BotReply {}
  /** Throw away what waits. */
  record Clear() implements BotReply {}
  /** Tell when all audio so far is played; {@code whenEmpty}: when nothing at all waits any more. */
  record Mark(String name, boolean whenEmpty) implements BotReply {}
  /** Keep what waits, or go on. */
  record Pause(boolean paused) implements BotReply {}
  /** How much waits is to be told. */
  record Ask() implements BotReply {}
  /** The call is to end. */
  record Hangup() implements BotReply {}
  /** It makes no sense; nothing else is lost by that. */
  record Garbage(String why) implements BotReply {}
}
