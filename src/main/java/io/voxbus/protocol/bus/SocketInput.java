package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/** What a socket tells its session. */
public sealed interface SocketInput {
  /** A text frame. */
  record Text(String text) implements SocketInput {}
  /** The end; {@code code} is that of the client's Close frame, null when the socket was lost without one. */
  record Closed(@Nullable Integer code) implements SocketInput {}
}
