package io.voxbus.protocol.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program of the application's own that hears and speaks instead of recogniser and voice.
 *
 * @param dialect    of a bot that was written for another telephone system: {@code twilio}, {@code asterisk} or
 *                   {@code audiosocket}; null: bare samples
 * @param parameters told to such a bot
 */
public record MediaPassOption(@Nullable String url, @Nullable Integer inputSampleRate,
    @Nullable Integer outputSampleRate, @Nullable Integer packetSize, @Nullable Millis ptime,
    @Nullable String dialect, @Nullable Map<String, String> parameters) {}
