package io.voxbus.bus;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a session leaves to its successor, which may be of other classes than itself.
 *
 * @param state  as text: the only form that both understand
 * @param things of classes that stay with the node, by class
 */
public record Handover(String state, Map<Class<?>, Object> things) {
  /** The thing of that class; null when there is none. */
  public <T> @Nullable T get(Class<T> type) {
    return type.cast(things.get(type));
  }
}
