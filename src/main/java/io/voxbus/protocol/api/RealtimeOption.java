package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A speech-to-speech model that holds the conversation. */
public record RealtimeOption(@Nullable String provider, @Nullable String model,
    @JsonAlias("apiKey") @Nullable String secretKey, @Nullable String secretId,
    @Nullable String endpoint, @Nullable Object turnDetection, @Nullable List<Object> tools,
    @Nullable Map<String, String> extra) {}
