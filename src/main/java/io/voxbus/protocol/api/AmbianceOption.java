package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** Background sound under what the server says; levels are factors from 0 to 1. */
public record AmbianceOption(@Nullable String path, @Nullable Double duckLevel,
    @Nullable Double normalLevel, @Nullable Double transitionSpeed, @Nullable Boolean enabled) {}
