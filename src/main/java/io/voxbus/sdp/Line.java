package io.voxbus.sdp;

import org.jspecify.annotations.Nullable;

/** One line, {@code type=value}. */
public record Line(char type, String value) {
  /** {@code a=name:value}, or {@code a=name} when there is no value. */
  public static Line attribute(String name, @Nullable String value) {
    return new Line('a', value == null ? name : name + ":" + value);
  }

  /** Whether it is the attribute of this name. */
  public boolean is(String attribute) {
    return type == 'a' && value.startsWith(attribute)
        && (value.length() == attribute.length() || value.charAt(attribute.length()) == ':');
  }

  /** What follows the attribute's name; empty for a mere flag. */
  public String attributeValue() {
    int colon = value.indexOf(':');
    return colon < 0 ? "" : value.substring(colon + 1).strip();
  }

  void write(StringBuilder out) {
    out.append(type).append('=').append(value).append("\r\n");
  }
}
