package io.voxbus.ai.voiceapi;

import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.voxbus.ai.ProviderSocket;
import io.voxbus.ai.ProviderTarget;
import io.voxbus.ai.spi.ProviderContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What both directions share. Settings: {@code endpoint}, {@code connectMillis} (5000), {@code answerMillis} (10000: a
 * voice that says nothing for so long is given up), {@code endMillis} (1500: no more text is expected when the audio has
 * ended and nothing has come for so long).
 */
record VoiceApi(ProviderContext context, WebSocketClient client, ProviderSocket.Limits limits,
    long answerMillis, long endMillis) {
  static final String NAME = "voiceapi";
  private static final String DEFAULT_ENDPOINT = "ws://localhost:8000";
  private static final int LARGEST_MESSAGE = 4 << 20;

  static VoiceApi of(ProviderContext context) {
    WebSocketClientOptions options = new WebSocketClientOptions().setMaxFrameSize(LARGEST_MESSAGE)
        .setMaxMessageSize(LARGEST_MESSAGE).setMaxConnections(1000);
    return new VoiceApi(context, context.vertx().createWebSocketClient(options),
        new ProviderSocket.Limits(Long.parseLong(context.setting("connectMillis", "5000")),
            ProviderSocket.Limits.DEFAULT.waitingBytes()),
        Long.parseLong(context.setting("answerMillis", "10000")),
        Long.parseLong(context.setting("endMillis", "1500")));
  }

  /** The endpoint is that of the call, else of the configuration, else of {@code VOICEAPI_ENDPOINT}. */
  ProviderSocket socket(@Nullable String endpoint, String path, Map<String, String> query,
      ProviderSocket.Listener listener) {
    String where = endpoint != null && !endpoint.isBlank()
        ? endpoint
        : context.setting("endpoint",
            System.getenv().getOrDefault("VOICEAPI_ENDPOINT", DEFAULT_ENDPOINT));
    return new ProviderSocket(context.vertx(), ProviderTarget.of(NAME, where, path, query),
        limits, listener);
  }
}
