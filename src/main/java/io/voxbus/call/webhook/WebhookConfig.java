package io.voxbus.call.webhook;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code call.incoming.webhook} section of the configuration.
 *
 * @param urls      who is told; each call begins at the next one, and goes on to the others when one fails
 * @param headers   sent along
 * @param socketUrl where clients reach this cluster, e.g. {@code wss://voice.example.org}
 * @param tries     how often all of them are tried
 * @param timeout   of one try
 */
public record WebhookConfig(@Nullable List<String> urls, @Nullable Map<String, String> headers,
    @Nullable String socketUrl, int tries, @Nullable Seconds timeout) {
  public WebhookConfig {
    urls = urls == null
        ? List.of()
        : urls.stream().filter(url -> url != null && !url.isBlank()).toList();
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    socketUrl = socketUrl == null ? "" : socketUrl;
    tries = tries == 0 ? 2 : tries;
    timeout = timeout == null ? new Seconds(5_000) : timeout;
  }

  @Override
  public List<String> urls() {
    return urls == null ? List.of() : urls;
  }

  @Override
  public Map<String, String> headers() {
    return headers == null ? Map.of() : headers;
  }

  long timeoutMillis() {
    return timeout == null ? 0 : timeout.millis();
  }
}
