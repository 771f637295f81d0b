package io.voxbus.protocol.bus;

/** What a session asks of its socket. */
public sealed interface SocketOutput {
  /** Send a text frame; never dropped. */
  record Text(String text) implements SocketOutput {}
  /** From now on binary frames are audio of this call; before that they are ignored. */
  record AudioTo(String callId) implements SocketOutput {}
  /** Send what is queued, then a Close frame. */
  record Close(int code, String reason) implements SocketOutput {}
}
