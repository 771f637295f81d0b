package io.voxbus.protocol.bus;

/**
 * 20 ms of what the caller said, 16 kHz.
 *
 * @param timeMillis wall clock of its first sample, ms
 */
@SuppressWarnings("ArrayRecordComponent")
public record Heard(short[] pcm, long timeMillis) {}
