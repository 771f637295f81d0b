package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import org.jspecify.annotations.Nullable;

/** Voice activity detection; times in ms. */
public record VadOption(@Nullable String type,
    @JsonAlias("sampleRate") @Nullable Integer samplerate,
    @Nullable Integer speechPadding, @Nullable Integer silencePadding, @Nullable Double ratio,
    @Nullable Double voiceThreshold, @Nullable Integer maxBufferDurationSecs,
    @Nullable Integer silenceTimeout, @Nullable String endpoint, @Nullable String secretKey,
    @Nullable String secretId) {}
