package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** Automatic gain control; levels in dB. */
public record AgcOption(@Nullable Double headroomDb, @Nullable Double maxGainDb,
    @Nullable Double initialGainDb, @Nullable Double maxGainChangeDbPerSecond,
    @Nullable Double maxOutputNoiseLevelDbfs, @Nullable Integer adjacentSpeechFramesThreshold,
    @Nullable Boolean enableLimiter) {}
