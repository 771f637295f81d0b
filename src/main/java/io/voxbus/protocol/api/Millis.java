package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;

/** A time written as milliseconds: {@code 200}, {@code "200ms"}, {@code "1s"} or {@code {"secs":0,"nanos":200000000}}. */
public record Millis(@JsonValue long millis) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Millis of(Object written) {
    return new Millis(parse(written, 1));
  }

  static long parse(Object written, long unit) {
    return switch (written) {
      case Number number -> Math.round(number.doubleValue() * unit);
      case Map<?, ?> parts -> part(parts, "secs") * 1000 + part(parts, "nanos") / 1_000_000;
      default -> parseText(String.valueOf(written).trim().toLowerCase(Locale.ROOT), unit);
    };
  }

  private static long part(Map<?, ?> parts, String name) {
    return parts.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static long parseText(String text, long unit) {
    if (text.endsWith("ms")) {
      return Math.round(Double.parseDouble(text.substring(0, text.length() - 2).trim()));
    }
    if (text.endsWith("s")) {
      return Math.round(Double.parseDouble(text.substring(0, text.length() - 1).trim()) * 1000);
    }
    return Math.round(Double.parseDouble(text) * unit);
  }
}
