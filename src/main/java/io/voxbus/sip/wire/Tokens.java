package io.voxbus.sip.wire;

import java.util.OptionalLong;

/** Words of the grammar of RFC 3261 section 25.1. */
final class Tokens {
  private static final String MARKS = "-.!%*_+`'~";

  private Tokens() {}

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Tokens::isTokenChar);
  }

  private static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || MARKS.indexOf(c) >= 0;
  }

  /** A number of digits only that is not above {@code most}. */
  static OptionalLong number(String text, long most) {
    if (text.isEmpty() || text.length() > 18
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(text);
    return number > most ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
