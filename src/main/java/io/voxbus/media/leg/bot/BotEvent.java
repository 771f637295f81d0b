package io.voxbus.media.leg.bot;

/** What happens in the call, for its bot. */
sealed interface BotEvent {
  /** The caller's next 20 ms, encoded. */
  @SuppressWarnings("ArrayRecordComponent")
  record Audio(byte[] encoded) implements BotEvent {}
  /** The caller has pressed a key. */
  record Key(String digit) implements BotEvent {}
  /** All audio before the mark is played, or was thrown away. */
  record Passed(String mark, boolean thrownAway) implements BotEvent {}
  /** The bot had better wait with more audio, or may go on. */
  record Flow(boolean stop) implements BotEvent {}
  /** So many frames of 20 ms wait to be played. */
  record Status(int frames, boolean paused) implements BotEvent {}
}
