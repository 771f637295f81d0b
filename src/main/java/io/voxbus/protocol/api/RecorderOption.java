package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import org.jspecify.annotations.Nullable;

/** How a call is recorded: stereo WAV, left the remote party, right the server. */
public record RecorderOption(@Nullable String recorderFile,
    @JsonAlias("sampleRate") @Nullable Integer samplerate, @Nullable Millis ptime,
    @Nullable String format) {}
