package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SentencesTest {
  @Test
  void fragmentsBecomeSentences() {
    Sentences sentences = new Sentences();
    assertEquals(List.of(), sentences.add("Hello wor"));
    assertEquals(List.of("Hello world.", "How?"), sentences.add("ld. How? I"));
    assertEquals("I", sentences.rest());
  }

  @Test
  @Timeout(5)
  void aTextWithoutAnyEndOfASentenceComesInPieces() {
    List<String> pieces = Sentences.of("word ".repeat(500_000));
    assertEquals("word ".repeat(500_000).strip(), String.join(" ", pieces));
    assertTrue(pieces.stream().allMatch(piece -> piece.length() <= 240));
  }

  @Test
  void noCharacterIsCutInTwo() {
    String text = "x" + "😀".repeat(300);
    List<String> pieces = Sentences.of(text);
    assertEquals(text, String.join("", pieces));
    assertTrue(
        pieces.stream()
            .noneMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1))));
  }
}
