package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which recogniser listens to a call, and how. */
public record AsrOption(@Nullable String provider, @Nullable String model,
    @Nullable String modelType, @Nullable String language, @Nullable String appId,
    @Nullable String secretId, @JsonAlias("apiKey") @Nullable String secretKey,
    @Nullable Integer bufferSize, @JsonAlias("sampleRate") @Nullable Integer samplerate,
    @Nullable String endpoint, @Nullable Map<String, String> extra,
    @Nullable Boolean startWhenAnswer, @Nullable String fallback) {
  /** The recogniser that takes over when this one fails; null: none. Whatever belongs to a vendor stays behind. */
  public @Nullable AsrOption onFallback() {
    return fallback == null || fallback.isBlank()
        ? null
        : new AsrOption(fallback, null, null, language, null, null, null, bufferSize, samplerate,
            null, null, startWhenAnswer, null);
  }
}
