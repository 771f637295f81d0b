package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** A WebSocket of the application's own that hears and speaks instead of recogniser and voice. */
public record MediaPassOption(@Nullable String url, @Nullable Integer inputSampleRate,
    @Nullable Integer outputSampleRate, @Nullable Integer packetSize, @Nullable Millis ptime) {}
