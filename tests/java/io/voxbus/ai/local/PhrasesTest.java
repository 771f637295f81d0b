package io.voxbus.ai.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.ai.spi.SpeechException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhrasesTest {
  @Test
  void phrasesStandBetweenBarsOrLineEnds() {
    assertEquals(List.of("yes", "no thank you", "stop"), Phrases.split("yes|no thank you\nstop"));
  }

  @Test
  void phrasesAreInLowerCaseWithoutPunctuationAndOnlyOnce() {
    assertEquals(List.of("yes", "what time is it", "don't"),
        Phrases.split(" Yes! | What time  is it? || yes | don\u2019t |"));
  }

  @Test
  void aListBecomesAGrammar() {
    assertEquals("#JSGF V1.0;\ngrammar call;\npublic <phrase> = yes | call me;\n",
        grammar(Map.of("phrases", "Yes|call me")));
  }

  @Test
  void aListWithoutWordsIsRefused() {
    assertThrows(SpeechException.class, () -> grammar(Map.of("phrases", "?|!")));
  }

  @Test
  void aGrammarGetsTheHeaderAndTheNameThatItLacks() {
    String rule = "public <a> = yes;";
    String whole = "#JSGF V1.0;\ngrammar call;\n" + rule + "\n";

    assertEquals(whole, grammar(Map.of("grammar", rule)));
    assertEquals(whole, grammar(Map.of("grammar", "#JSGF V1.0 UTF-8 en;\n" + rule)));
    assertEquals("#JSGF V1.0;\ngrammar mine;\n" + rule + "\n",
        grammar(Map.of("grammar", "#JSGF V1.0; grammar mine;\n" + rule)));
  }

  @Test
  void withoutEitherAnythingMayBeSaid() {
    assertNull(grammar(Map.of()));
    assertNull(grammar(Map.of("phrases", " ")));
  }

  private static String grammar(Map<String, String> extra) {
    return Phrases.grammarOf(Speech.listenFor(extra));
  }
}
