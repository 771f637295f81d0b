package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Detection of the end of what somebody says; {@code timeout} in ms. */
public record EouOption(@Nullable String type, @Nullable String endpoint,
    @JsonAlias("apiKey") @Nullable String secretKey, @Nullable String secretId,
    @Nullable Integer timeout, @Nullable Map<String, String> extra) {}
