package io.voxbus.sip.dialog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The digit in the body of an INFO: {@code Signal=5} of application/dtmf-relay, or 5 alone. */
final class Digits {
  private Digits() {}

  static @Nullable String of(Body body) {
    String text = body.text().strip();
    if (body.is("application/dtmf-relay")) {
      for (String line : text.split("\r?\n", -1)) {
        String[] pair = line.split("=", 2);
        if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("signal")) {
          return digit(pair[1].strip());
        }
      }
      return null;
    }
    return body.is("application/dtmf") ? digit(text) : null;
  }

  /** 10 and 11 are how some devices write the star and the hash. */
  private static @Nullable String digit(String text) {
    return switch (text) {
      case "10" -> "*";
      case "11" -> "#";
      default -> text.matches("[0-9A-Da-d*#]") ? text.toUpperCase(Locale.ROOT) : null;
    };
  }
}
