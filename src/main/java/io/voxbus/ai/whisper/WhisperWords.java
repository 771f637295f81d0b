package io.voxbus.ai.whisper;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is said to whisper.cpp and what it says. */
public final class WhisperWords {
  /** What it has for what is no speech, as {@code [BLANK_AUDIO]} or {@code (music)}. */
  private static final Pattern NO_SPEECH = Pattern.compile("\\[[^]]*]|\\([^)]*\\)|\\*[^*]*\\*");

  private WhisperWords() {}

  /** Its code of a language as {@code en-US}. */
  public static String language(@Nullable String language) {
    if (language == null || language.isBlank()) {
      return "auto";
    }
    return language.strip().toLowerCase(Locale.ROOT).replaceFirst("[-_].*", "");
  }

  /** The words of a text, without what only describes a noise. */
  public static String spoken(String text) {
    return NO_SPEECH.matcher(text).replaceAll(" ").strip().replaceAll("\\s+", " ");
  }
}
