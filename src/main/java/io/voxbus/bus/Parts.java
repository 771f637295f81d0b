package io.voxbus.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What belongs to the node and outlives every version of its components, by type; and the configuration, as JSON: each
 * version reads its own section with its own record.
 */
public final class Parts {
  private final Bus bus;
  private final JsonNode config;
  private final Map<Class<?>, Object> held = new ConcurrentHashMap<>();

  public Parts(Bus bus, JsonNode config) {
    this.bus = bus;
    this.config = config;
  }

  public <T> Parts with(Class<T> type, T part) {
    held.put(type, part);
    return this;
  }

  public Bus bus() {
    return bus;
  }

  /** The part of that type; every node has it. */
  public <T> T get(Class<T> type) {
    return type.cast(Objects.requireNonNull(held.get(type), type.getName()));
  }

  /** A section of the configuration. */
  public <T> T config(String section, Class<T> type) {
    try {
      return Json.mapper().treeToValue(config.path(section), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(section + ": " + e.getOriginalMessage(), e);
    }
  }
}
