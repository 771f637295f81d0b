package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/** What is asked of the host of WebSocket sessions. */
public sealed interface WsRequest {
  /**
   * Serve a socket that has just been opened.
   *
   * @param attach join the running call {@code callId} instead of placing one
   * @param takes  the call has come in, and this client takes it
   * @param since  when attaching: the last event the client has seen
   */
  record Open(String socketId, String callId, CallType type, boolean attach, boolean takes,
      long since,
      boolean dump, String serverTrack, @Nullable Long graceMillis) implements WsRequest {}
}
