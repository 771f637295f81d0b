package io.voxbus.call.playback;

/** Where in a text a voice is. */
final class Subtitle {
  private Subtitle() {}

  /**
   * The index of the word being spoken, in proportion to the time; of the character, in a text without spaces.
   */
  static int position(String text, long heardMillis, long totalMillis) {
    if (text.isBlank() || totalMillis <= 0) {
      return 0;
    }
    String trimmed = text.strip();
    int words = trimmed.split("\\s+").length;
    int units = words > 1 ? words : trimmed.codePointCount(0, trimmed.length());
    return (int) Math.min(units, units * heardMillis / totalMillis);
  }
}
