package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** Who has answered: a human or a machine; times in ms. */
public record AmdOption(@Nullable Boolean enabled, @Nullable Integer initialSilence,
    @Nullable Integer greeting, @Nullable Integer afterGreetingSilence,
    @Nullable Integer minWordLength, @Nullable Integer totalAnalysisTime,
    @Nullable Integer greetingEndSilence, @Nullable Integer beepTimeout) {}
