package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/** What a socket tells its session. */
public sealed interface SocketInput {
  /** A text frame. */
  record Text(String text) implements SocketInput {}
  /** A key that the caller has pressed, where it is not in the audio. */
  record Key(String digit) implements SocketInput {}
  /** Something that the other side said makes no sense. */
  record Nonsense(String why) implements SocketInput {}
  /** The end; {@code code} is that of the client's Close frame, null when the socket was lost without one. */
  record Closed(@Nullable Integer code) implements SocketInput {}
}
