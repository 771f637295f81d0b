package io.voxbus.ai.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPiecesTest {
  @Test
  void sentencesArePieces() {
    assertEquals(List.of("Hello there.", "How are you?", "Fine!"),
        TextPieces.of("Hello there. How are you? Fine!"));
  }

  @Test
  void aShortClauseStaysWithItsSentenceAndALongOneStandsAlone() {
    assertEquals(List.of("Yes, of course."), TextPieces.of("Yes, of course."));
    assertEquals(
        List.of("If you would like to know more about that,", "please press one."),
        TextPieces.of("If you would like to know more about that, please press one."));
  }

  @Test
  void aChineseClauseStandsAloneSoonerAndNeedsNoSpace() {
    assertEquals(List.of("\u597d\u7684\uff0c\u8c22\u8c22\u3002"),
        TextPieces.of("\u597d\u7684\uff0c\u8c22\u8c22\u3002"));
    String clause = "\u60a8\u597d".repeat(7);
    assertEquals(List.of(clause + "\uff0c", "\u8c22\u8c22\u3002"),
        new TextPieces().add(clause + "\uff0c\u8c22\u8c22\u3002"));
  }

  @Test
  void abbreviationsInitialsAndNumbersAreNoEnds() {
    assertEquals(List.of("Dr. J. Smith pays 3.50 dollars.", "Now."),
        TextPieces.of("Dr. J. Smith pays 3.50 dollars. Now."));
  }

  @Test
  void fragmentsAreJoinedUntilTheSentenceIsWhole() {
    TextPieces pieces = new TextPieces();
    List<List<String>> told = new ArrayList<>();
    for (String fragment : List.of("Hel", "lo the", "re. It is 3.", "5 deg", "rees")) {
      told.add(pieces.add(fragment));
    }
    told.add(pieces.flush());

    assertEquals(List.of(List.of(), List.of(), List.of("Hello there."), List.of(), List.of(),
        List.of("It is 3.5 degrees")), told);
  }

  @Test
  void aSentenceThatEndsItsFragmentIsNotHeldBack() {
    assertEquals(List.of("Hello there."), new TextPieces().add("Hello there."));
  }

  @Test
  void aTextWithoutEndsIsCutAtASpace() {
    List<String> pieces = TextPieces.of("word ".repeat(100));

    assertTrue(pieces.stream().allMatch(piece -> piece.length() <= 200), pieces.toString());
    assertEquals("word ".repeat(100).strip(), String.join(" ", pieces));
  }

  @Test
  void aTextWithoutSpacesIsCutAllTheSame() {
    assertEquals(List.of("a".repeat(200), "a".repeat(50)), TextPieces.of("a".repeat(250)));
  }

  @Test
  void noCharacterIsCutInTwo() {
    assertEquals(List.of("a".repeat(199), "\ud840\udc0b\u4e00"),
        TextPieces.of("a".repeat(199) + "\ud840\udc0b\u4e00"));
  }

  @Test
  void markupIsNotSpoken() {
    assertEquals(List.of("Heading", "A bold word and code, see our page.", "first", "second"),
        TextPieces
            .of("## Heading\nA **bold** <b>word</b> and `code`, see [our page](http://x.y/z).\n"
                + "- first\n* second\n"));
  }

  @Test
  void emojiAreNotSpoken() {
    assertEquals(List.of("Great!"),
        TextPieces.of("Great! \ud83d\ude00\ud83d\udc4d\ud83c\udffd \u2764\ufe0f"));
  }

  @Test
  void degreesAndNumberSignsAreSpoken() {
    assertEquals(List.of("It is 20 \u00b0C, 68\u2109, 20\u2103, \u2116 5"),
        TextPieces.of("It is 20 \u00b0C\u2600\ufe0f, 68\u2109, 20\u2103, \u2116 5"));
  }

  @Test
  void ofAnAddressTheHostIsSpoken() {
    assertEquals(List.of("Go to example dot com now"),
        TextPieces.of("Go to https://www.example.com/a/b?c=d#e now"));
  }

  @Test
  void whatHoldsNoWordIsNoPiece() {
    assertEquals(List.of(), TextPieces.of(" ... \n --- ?! \n"));
  }
}
