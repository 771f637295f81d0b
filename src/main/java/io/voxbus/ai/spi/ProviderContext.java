package io.voxbus.ai.spi;

import io.vertx.core.Vertx;
import java.util.Map;

/**
 * What a provider may use.
 *
 * @param vertx    for its sockets and timers
 * @param settings its own section of the configuration ({@code ai.providers.<name>}), flat text
 */
public record ProviderContext(Vertx vertx, Map<String, String> settings) {
  public String setting(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }
}
