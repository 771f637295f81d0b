package io.voxbus.call.rules;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a text tells of whether its speaker has more to say. English and Chinese. Pure. */
final class PhraseEnd {
  private static final Pattern FILLERS = Pattern.compile(
      "(?:(?:u+h+|u+m+|e+r+m*|a+h+|h+m+|mm+|mhm|uh-huh)[\\s,.…]*)+|[嗯呃啊哦额唔,，.。…\\s]+",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern TRAILS_OFF = Pattern.compile("(?:[,，、:：;；–—-]|\\.\\.\\.|…)\\s*$");
  private static final Pattern ENDS = Pattern.compile("[.!?。！？]\\s*$");
  private static final Pattern LAST_WORD = Pattern.compile("([\\p{L}']+)[\\s\\p{P}]*$");
  /** Words that another one must follow. */
  private static final Set<String> OPEN = Set.of("and", "or", "but", "because", "if", "when",
      "while", "which", "the", "a", "an", "my", "your", "our", "their", "to", "of", "for", "with",
      "from", "at", "is", "are", "was", "i'm", "i", "it's", "um", "uh", "er");
  private static final Pattern OPEN_CHINESE = Pattern
      .compile("(?:因为|所以|但是|然后|还有|如果|而且|或者|就是|那个|这个|比如|和|的话)$");

  private PhraseEnd() {}

  /** Whether it holds nothing but sounds of somebody who thinks or listens. */
  static boolean isFiller(String text) {
    return !text.isBlank() && FILLERS.matcher(text.strip()).matches();
  }

  /** Whether it sounds as if more were to come. A stop at its end says that it is whole. */
  static boolean isUnfinished(String text) {
    String said = text.strip();
    if (said.isEmpty() || (ENDS.matcher(said).find() && !said.endsWith("..."))) {
      return false;
    }
    var last = LAST_WORD.matcher(said);
    return TRAILS_OFF.matcher(said).find() || OPEN_CHINESE.matcher(said).find()
        || (last.find() && OPEN.contains(last.group(1).toLowerCase(Locale.ROOT)));
  }
}
