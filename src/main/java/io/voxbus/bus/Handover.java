package io.voxbus.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a session leaves to its successor, which may be of other classes than itself.
 *
 * @param state  as text: the only form that both understand
 * @param things of classes that stay with the node, by class
 */
public record Handover(String state, Map<Class<?>, Object> things) {
  /**
   * The text as it was written from a value of that type.
   *
   * @throws IllegalArgumentException when another version has written it in a way that this one can't read
   */
  public <T> T read(Class<T> type) {
    try {
      return Json.mapper().readValue(state, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not left as " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  /** The thing of that class; null when there is none. */
  public <T> @Nullable T get(Class<T> type) {
    return type.cast(things.get(type));
  }
}
