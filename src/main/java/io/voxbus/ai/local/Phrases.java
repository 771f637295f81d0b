package io.voxbus.ai.local;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.protocol.api.AsrOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a caller may say, as a JSGF grammar (JSpeech Grammar Format, W3C note of June 2000). */
final class Phrases {
  /** Sphinx4 prints to the console when a header is missing or names an encoding: every grammar gets this one. */
  private static final String HEADER = "#JSGF V1.0;\n";
  private static final Pattern ITS_HEADER = Pattern.compile("\\A\\s*#JSGF[^;\\n]*;");
  private static final Pattern ITS_NAME = Pattern.compile("(?m)^\\s*grammar\\s+[\\w.]+\\s*;");
  private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}' ]+");

  private Phrases() {}

  /**
   * The grammar that {@code asr.extra.grammar} (a JSGF text) or {@code asr.extra.phrases} (phrases between bars or line
   * ends) asks for; null for open vocabulary.
   */
  static @Nullable String grammarOf(AsrOption option) {
    Map<String, String> extra = option.extra() == null ? Map.of() : option.extra();
    String grammar = extra.get("grammar");
    if (grammar != null && !grammar.isBlank()) {
      return named(grammar);
    }
    String phrases = extra.get("phrases");
    return phrases == null || phrases.isBlank() ? null : grammar(split(phrases));
  }

  /** The phrases of a list between bars or line ends, in lower case, without punctuation. */
  static List<String> split(String text) {
    return Arrays.stream(text.split("[|\\n]")).map(Phrases::plain).filter(words -> !words.isEmpty())
        .distinct().toList();
  }

  /** A grammar of just these phrases. */
  static String grammar(List<String> phrases) {
    if (phrases.isEmpty()) {
      throw SpeechException.refused("asr.extra.phrases holds no words");
    }
    return HEADER + "grammar call;\npublic <phrase> = "
        + phrases.stream().collect(Collectors.joining(" | ")) + ";\n";
  }

  private static String named(String jsgf) {
    Matcher header = ITS_HEADER.matcher(jsgf);
    String body = header.find() ? jsgf.substring(header.end()) : jsgf;
    return HEADER + (ITS_NAME.matcher(body).find() ? "" : "grammar call;\n") + body.strip() + "\n";
  }

  private static String plain(String phrase) {
    String words = phrase.replace('\u2019', '\'').toLowerCase(Locale.ROOT);
    return NOT_A_WORD.matcher(words).replaceAll(" ").strip().replaceAll("\\s+", " ");
  }
}
