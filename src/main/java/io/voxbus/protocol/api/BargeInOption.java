package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** A caller who speaks while the server does; times in ms. */
public record BargeInOption(@Nullable Boolean enabled, @Nullable Boolean resume,
    @Nullable Integer minSpeech, @Nullable Integer falseTimeout, @Nullable Integer fadeOutMs) {}
