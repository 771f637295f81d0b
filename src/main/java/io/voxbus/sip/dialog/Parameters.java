package io.voxbus.sip.dialog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of a header field: what it is before the first semicolon, and its parameters. */
record Parameters(String value, Map<String, String> all) {
  static Parameters of(@Nullable String header) {
    String text = header == null ? "" : header;
    int close = text.indexOf('>');
    int semicolon = text.indexOf(';', Math.max(close, 0));
    Map<String, String> all = new LinkedHashMap<>();
    if (semicolon >= 0) {
      for (String one : text.substring(semicolon + 1).split(";", -1)) {
        String[] pair = one.strip().split("=", 2);
        all.put(pair[0].strip().toLowerCase(Locale.ROOT),
            pair.length < 2 ? "" : unquoted(pair[1].strip()));
      }
    }
    return new Parameters((semicolon < 0 ? text : text.substring(0, semicolon)).strip(), all);
  }

  @Nullable
  String get(String name) {
    return all.get(name);
  }

  /** The value as a number, -1 when it is none. */
  int number() {
    return number(value);
  }

  static int number(@Nullable String text) {
    return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }

  /** The members of a list of tokens. */
  static List<String> tokens(@Nullable String header) {
    return header == null || header.isBlank()
        ? List.of()
        : Arrays.stream(header.split(",", -1)).map(String::strip).filter(one -> !one.isEmpty())
            .toList();
  }

  static boolean lists(@Nullable String header, String token) {
    return tokens(header).stream().anyMatch(token::equalsIgnoreCase);
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
