package io.voxbus.call.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubtitleTest {
  @ParameterizedTest(name = "after {1} of {2} ms of ''{0}'' word {3}")
  @CsvSource({"one two three four, 0, 800, 0", "one two three four, 199, 800, 0",
      "one two three four, 200, 800, 1", "one two three four, 400, 800, 2",
      "one two three four, 800, 800, 4", "one two three four, 900, 800, 4",
      "'  one   two ', 500, 1000, 1"})
  void thePositionIsThatOfTheWordBeingSpoken(String text, long heard, long total, int position) {
    assertEquals(position, Subtitle.position(text, heard, total));
  }

  @ParameterizedTest
  @CsvSource({"你好世界, 500, 1000, 2", "hello, 400, 1000, 2", "😀😀, 500, 1000, 1"})
  void whereWordsAreNotSpacedItIsThatOfTheCharacter(String text, long heard, long total,
      int position) {
    assertEquals(position, Subtitle.position(text, heard, total));
  }

  @ParameterizedTest
  @CsvSource({"'', 500, 1000", "' ', 500, 1000", "one two, 500, 0"})
  void withoutTextOrLengthItIsTheBeginning(String text, long heard, long total) {
    assertEquals(0, Subtitle.position(text, heard, total));
  }
}
