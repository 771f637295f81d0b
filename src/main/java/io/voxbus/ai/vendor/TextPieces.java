package io.voxbus.ai.vendor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a text that arrives in fragments into pieces that can be spoken: at the ends of sentences, at the ends of clauses
 * once a piece is long enough to sound whole, at spaces when it gets too long. What nobody wants to hear (emoji, mark-up)
 * is left out.
 */
public final class TextPieces {
  /** Characters from which on a clause may stand alone. */
  private static final int CLAUSE = 40;
  /** Characters of the longest piece. */
  private static final int LONGEST = 200;
  private static final String SENTENCE_ENDS = ".!?\u3002\uff01\uff1f\n";
  private static final String CLAUSE_ENDS = ",;:\u2014";
  /** As {@link #CLAUSE}, of a writing whose characters are syllables and that has no spaces. */
  private static final int WIDE_CLAUSE = 12;
  private static final String WIDE_CLAUSE_ENDS = "\uff0c\uff1b\uff1a";

  private static final Pattern FENCE = Pattern.compile("```\\w*");
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]*>");
  private static final Pattern URL = Pattern.compile("(?:https?://|www\\.)([\\w.-]*\\w)\\S*");
  private static final Pattern LINE_MARK = Pattern.compile("(?m)^\\s*(?:#{1,6}|>|[-*+\u2022])\\s+");
  private static final Pattern EMPHASIS = Pattern.compile("[*_~`|]+");
  /** Symbols, but not those that are said: degrees and the number sign. */
  private static final Pattern UNSPEAKABLE = Pattern.compile(
      "[[\\p{So}\\p{Sk}\\p{Cs}\\p{Co}\\p{Cn}\\p{Cf}\\ufe0f\\u20e3[\\p{Cc}&&[^\\n\\t]]]"
          + "&&[^\\u00b0\\u2103\\u2109\\u2116]]");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern SPOKEN = Pattern.compile("[\\p{L}\\p{N}]");

  private final StringBuilder waiting = new StringBuilder();

  /** Takes the next fragment; returns the pieces that are whole now. */
  public List<String> add(String fragment) {
    waiting.append(fragment);
    List<String> pieces = new ArrayList<>();
    for (int end = cut(); end > 0; end = cut()) {
      take(end, pieces);
    }
    return pieces;
  }

  /** Returns what is left, whole or not. */
  public List<String> flush() {
    List<String> pieces = new ArrayList<>();
    take(waiting.length(), pieces);
    return pieces;
  }

  /** A whole text at once. */
  public static List<String> of(String text) {
    TextPieces pieces = new TextPieces();
    List<String> all = pieces.add(text);
    all.addAll(pieces.flush());
    return all;
  }

  private void take(int end, List<String> pieces) {
    String piece = speakable(waiting.substring(0, end));
    waiting.delete(0, end);
    if (SPOKEN.matcher(piece).find()) {
      pieces.add(piece);
    }
  }

  /** Where the first piece ends, 0 when it is not whole yet. */
  private int cut() {
    int length = waiting.length();
    for (int at = 0; at < length; at++) {
      if (endsAt(at)) {
        return at + 1;
      }
      if (at + 1 >= LONGEST) {
        int space = waiting.lastIndexOf(" ", LONGEST);
        return space > 0 ? space + 1 : at + (Character.isHighSurrogate(waiting.charAt(at)) ? 0 : 1);
      }
    }
    return 0;
  }

  private boolean endsAt(int at) {
    char here = waiting.charAt(at);
    if (here == '\n' || (here > '\u3000' && SENTENCE_ENDS.indexOf(here) >= 0)
        || (at >= WIDE_CLAUSE && WIDE_CLAUSE_ENDS.indexOf(here) >= 0)) {
      return true;
    }
    boolean sentence = SENTENCE_ENDS.indexOf(here) >= 0 && !isAbbreviation(at);
    boolean clause = CLAUSE_ENDS.indexOf(here) >= 0 && at >= CLAUSE;
    if (at + 1 == waiting.length()) {
      // "3." may go on as "3.14"; a stop after a letter is an end.
      return sentence && at > 0 && !Character.isDigit(waiting.charAt(at - 1));
    }
    return (sentence || clause) && Character.isWhitespace(waiting.charAt(at + 1));
  }

  /** "Mr. Smith", "J. Smith" and "e.g. this" are no ends. */
  private boolean isAbbreviation(int at) {
    if (waiting.charAt(at) != '.') {
      return false;
    }
    int start = at;
    while (start > 0 && !Character.isWhitespace(waiting.charAt(start - 1))) {
      start--;
    }
    return switch (waiting.substring(start, at)) {
      case "Mr", "Mrs", "Ms", "Dr", "St", "Prof", "No", "vs", "e.g", "i.e" -> true;
      case String word -> word.length() == 1 && !word.equals("I")
          && Character.isUpperCase(word.charAt(0));
    };
  }

  private static String speakable(String text) {
    String plain = FENCE.matcher(text).replaceAll(" ");
    plain = LINK.matcher(plain).replaceAll("$1");
    plain = TAG.matcher(plain).replaceAll(" ");
    plain = URL.matcher(plain).replaceAll(url -> host(url.group(1)));
    plain = LINE_MARK.matcher(plain).replaceAll("");
    plain = EMPHASIS.matcher(plain).replaceAll("");
    plain = UNSPEAKABLE.matcher(plain).replaceAll("");
    return SPACES.matcher(plain).replaceAll(" ").strip();
  }

  /** Of an address only the host is worth hearing: "example dot com". */
  private static String host(String host) {
    String bare = host.startsWith("www.") ? host.substring("www.".length()) : host;
    return bare.replace(".", " dot ");
  }
}
