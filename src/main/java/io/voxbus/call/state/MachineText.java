package io.voxbus.call.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.voxbus.bus.Json;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules' part of one call's {@link StateText}: what is equal to what it was is not made into JSON again. */
final class MachineText {
  /** Of a member that there is not. */
  private static final String NONE = "";

  private record Member(String name, Method accessor, ObjectWriter writer) {
    static Member of(RecordComponent component) {
      return new Member(component.getName(), component.getAccessor(), Json.mapper()
          .writerFor(Json.mapper().constructType(component.getGenericType())));
    }

    @Nullable
    Object of(MachineState state) {
      try {
        return accessor.invoke(state);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record hides its " + name, e);
      }
    }

    String text(@Nullable Object value) {
      if (value == null) {
        return NONE;
      }
      try {
        return '"' + name + "\":" + writer.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("not JSON: " + name, e);
      }
    }
  }

  private static final List<Member> MEMBERS = Arrays
      .stream(MachineState.class.getRecordComponents()).map(Member::of).toList();

  private final @Nullable Object[] values = new Object[MEMBERS.size()];
  private final String[] texts = new String[MEMBERS.size()];

  /** @return whether it is other than the last time; the first time it is */
  boolean changed(MachineState state) {
    boolean changed = false;
    for (int i = 0; i < texts.length; i++) {
      Member member = MEMBERS.get(i);
      Object value = member.of(state);
      if (texts[i] == null || !Objects.equals(value, values[i])) {
        texts[i] = member.text(value);
        values[i] = value; // not before: what is no JSON would be taken for written the next time
        changed = true;
      }
    }
    return changed;
  }

  @Override
  public String toString() {
    return Arrays.stream(texts).filter(text -> !text.equals(NONE))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
