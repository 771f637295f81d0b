package io.voxbus.ai.spi;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider may use.
 *
 * @param vertx       for its sockets and timers
 * @param settings    its own section of the configuration ({@code ai.providers.<name>}), flat text
 * @param environment the variables of the process
 * @param libraries   folder of jars that do not come with voxbus, need not exist
 */
public record ProviderContext(Vertx vertx, Map<String, String> settings,
    Map<String, String> environment, Path libraries) {
  public ProviderContext(Vertx vertx, Map<String, String> settings) {
    this(vertx, settings, System.getenv());
  }

  public ProviderContext(Vertx vertx, Map<String, String> settings,
      Map<String, String> environment) {
    this(vertx, settings, environment, Path.of("plugins", "lib"));
  }

  public String setting(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }

  /** @throws IllegalArgumentException naming the key, if it holds no number */
  public long number(String key, long otherwise) {
    String given = settings.get(key);
    try {
      return given == null ? otherwise : Long.parseLong(given.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " wants a number, not '" + given + "'", e);
    }
  }

  /** What the call's option says, else the environment, else the configuration; null when nobody does. */
  public @Nullable String choose(@Nullable String option, String variable, String key) {
    if (option != null && !option.isBlank()) {
      return option.strip();
    }
    String value = environment.getOrDefault(variable, "");
    String configured = value.isBlank() ? settings.getOrDefault(key, "") : value;
    return configured.isBlank() ? null : configured.strip();
  }
}
