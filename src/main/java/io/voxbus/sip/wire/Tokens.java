package io.voxbus.sip.wire;

import java.util.OptionalLong;

/** Words of the grammar of RFC 3261 section 25.1. */
final class Tokens {
  private static final String MARKS = "-.!%*_+`'~";

  private Tokens() {}

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || MARKS.indexOf(c) >= 0;
  }

  /** A number of digits only that is not above {@code most}. */
  static OptionalLong number(String text, long most) {
    if (text.isEmpty() || text.length() > 18) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      number = number * 10 + c - '0';
    }
    return number > most ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
