package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** What early media says: ringback, busy, a voice. */
public record RingbackDetectionOption(@Nullable Boolean enabled, @Nullable String modelWeightsPath,
    @Nullable Double minBufferSecs, @Nullable Double detectionIntervalSecs,
    @Nullable Double confidenceThreshold, @Nullable Boolean onStateChangeOnly,
    @Nullable Integer slidingWindowSize, @Nullable Double finalConfidenceThreshold) {}
