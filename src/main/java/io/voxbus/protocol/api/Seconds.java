package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A time written as seconds: {@code 30}, {@code "30"}, {@code "30s"} or {@code "500ms"}. */
public record Seconds(long millis) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Seconds of(Object written) {
    return new Seconds(Millis.parse(written, 1000));
  }

  @JsonValue
  public Object written() {
    return millis % 1000 == 0 ? (Object) (millis / 1000) : millis + "ms";
  }
}
