package io.voxbus.ai.local;

import edu.cmu.sphinx.jsgf.JSGFGrammar;
import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.linguist.dictionary.Word;
import edu.cmu.sphinx.linguist.language.grammar.Grammar;
import edu.cmu.sphinx.util.props.PropertySheet;
import io.voxbus.ai.spi.SpeechException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads JSGF texts (JSpeech Grammar Format, W3C note of June 2000). */
final class Grammars {
  private Grammars() {}

  /**
   * @throws SpeechException 400 if the text is no grammar, imports another one, or holds a word that is not in the
   *     dictionary; the message names it
   */
  static Grammar parse(String jsgf, Dictionary dictionary) throws IOException {
    if (jsgf.contains("import")) {
      throw SpeechException.refused("a grammar can't import another one");
    }
    Path folder = Files.createTempDirectory("voxbus-grammar");
    Path file = folder.resolve("call.gram");
    try {
      Files.writeString(file, jsgf);
      return read(folder, new Missing(dictionary));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static Grammar read(Path folder, Missing dictionary) throws IOException {
    ReadOnce grammar = new ReadOnce(folder, dictionary);
    try {
      grammar.allocate();
    } catch (IOException | RuntimeException | Error cause) {
      throw SpeechException.refused("the grammar can't be read: " + reason(cause));
    }
    if (!dictionary.words.isEmpty()) {
      throw SpeechException.refused(
          "not in the dictionary: " + String.join(", ", dictionary.words));
    }
    return grammar;
  }

  private static String reason(Throwable cause) {
    Throwable at = cause.getCause() == null ? cause : cause.getCause();
    return String.valueOf(at.getMessage()).lines().findFirst().orElse("no reason given");
  }

  /** The linguist allocates its grammar again when its text is long gone. */
  private static final class ReadOnce extends JSGFGrammar {
    private boolean read;

    ReadOnce(Path folder, Dictionary dictionary) throws IOException {
      super(folder.toUri().toURL(), "call", false, true, true, false, dictionary);
    }

    @Override
    public void allocate() throws IOException {
      if (!read) {
        super.allocate();
        read = true;
      }
    }
  }

  /** Remembers what was asked for in vain. */
  private static final class Missing implements Dictionary {
    private final Dictionary dictionary;
    private final Set<String> words = new TreeSet<>();

    Missing(Dictionary dictionary) {
      this.dictionary = dictionary;
    }

    @Override
    public @Nullable Word getWord(String text) {
      Word word = dictionary.getWord(text);
      if (word == null) {
        words.add(text);
      }
      return word;
    }

    @Override
    public Word getSentenceStartWord() {
      return dictionary.getSentenceStartWord();
    }

    @Override
    public Word getSentenceEndWord() {
      return dictionary.getSentenceEndWord();
    }

    @Override
    public Word getSilenceWord() {
      return dictionary.getSilenceWord();
    }

    @Override
    public Word[] getFillerWords() {
      return dictionary.getFillerWords();
    }

    @Override
    public void allocate() throws IOException {
      dictionary.allocate();
    }

    @Override
    public void deallocate() {}

    @Override
    public void newProperties(PropertySheet sheet) {}
  }
}
