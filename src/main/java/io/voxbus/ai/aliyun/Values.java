package io.voxbus.ai.aliyun;

import java.util.regex.Pattern;

/** The values of {@code extra} are text; the parameters of a task have types. */
final class Values {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");
  private static final Pattern FRACTION = Pattern.compile("-?\\d{1,9}\\.\\d{1,9}");

  private Values() {}

  static Object of(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (WHOLE.matcher(text).matches()) {
      return Integer.valueOf(text);
    }
    return FRACTION.matcher(text).matches() ? Double.valueOf(text) : text;
  }
}
