package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who takes part in a call through the API.
 *
 * @param nodeId   the node whose socket it uses
 * @param socketId its WebSocket, for audio; null for one that only listens to events
 * @param owner    whether the call ends with it: the client that placed the call, or came back for it
 */
public record Client(String sessionId, String nodeId, @Nullable String socketId, boolean owner) {}
