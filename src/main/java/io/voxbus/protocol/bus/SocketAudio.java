package io.voxbus.protocol.bus;

/**
 * One binary frame of a WebSocket, in either direction: raw codec payload. Between bridged calls: a frame of 20 ms PCM.
 *
 * @param socketId whose frame it is: a socket's, or a call's
 */
@SuppressWarnings("ArrayRecordComponent")
public record SocketAudio(String socketId, byte[] payload) {}
