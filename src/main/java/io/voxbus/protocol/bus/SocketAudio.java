package io.voxbus.protocol.bus;

/**
 * One binary frame of a WebSocket, in either direction: raw codec payload.
 *
 * @param socketId whose frame it is
 */
@SuppressWarnings("ArrayRecordComponent")
public record SocketAudio(String socketId, byte[] payload) {}
