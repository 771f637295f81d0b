package io.voxbus.call.turn;

/** Where a call is in its life. */
public enum Phase {
  /** Not begun. */
  NEW,
  /** It has come in and waits to be taken. */
  PENDING,
  /** Media is being opened, the far end is being called. */
  CONNECTING,
  /** Both sides hear each other. */
  ANSWERED,
  /** The media is being closed. */
  ENDING,
  /** Nothing is left. */
  ENDED
}
