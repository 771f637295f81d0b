package io.voxbus.audio.file;

/**
 * What a file may cost.
 *
 * @param maxBytes   bytes read from it
 * @param maxSamples mono samples that come out of it, at its own rate
 */
public record Limits(long maxBytes, long maxSamples) {}
