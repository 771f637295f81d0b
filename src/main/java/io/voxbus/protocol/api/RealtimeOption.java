package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A speech-to-speech model that holds the conversation. */
public record RealtimeOption(@Nullable String provider, @Nullable String model,
    @JsonAlias("apiKey") @Nullable String secretKey, @Nullable String secretId,
    @Nullable String endpoint, @Nullable Object turnDetection, @Nullable List<Object> tools,
    @Nullable Map<String, String> extra) {
  /** The same, with a server that speaks OpenAI's protocol. */
  public RealtimeOption openAiAt(String address) {
    return new RealtimeOption("openai", model, secretKey, secretId, address, turnDetection, tools,
        extra);
  }
}
