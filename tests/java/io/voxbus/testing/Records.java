package io.voxbus.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes records of many fields from the few that matter. */
public final class Records {
  private Records() {}

  /**
   * A record with the fields that are given as name, value, name, value ...; any other is null, false or 0.
   *
   * @throws IllegalArgumentException for a field it does not have
   */
  public static <R extends Record> R of(Class<R> type, Object... fields) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      given.put((String) fields[i], fields[i + 1]);
    }
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = Arrays.stream(components).map(component -> {
      Object value = given.remove(component.getName());
      return value == null ? empty(component.getType()) : value;
    }).toArray();
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(type.getSimpleName() + " has no " + given.keySet());
    }
    try {
      return type.getDeclaredConstructor(Arrays.stream(components)
          .map(RecordComponent::getType).toArray(Class<?>[]::new)).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object empty(Class<?> type) {
    return type == boolean.class
        ? Boolean.FALSE
        : type == int.class
            ? (Object) 0
            : type == long.class
                ? (Object) 0L
                : null;
  }
}
