package io.voxbus.ai;

import java.util.ArrayList;
import java.util.List;

/** Gathers text that comes in fragments, as a language model writes it, into sentences that can be spoken. Pure. */
final class Sentences {
  /** A text without any end of a sentence is spoken in pieces of about this many characters. */
  private static final int LONGEST = 240;

  private final StringBuilder text = new StringBuilder();

  /** The sentences of a text that is there as a whole. */
  static List<String> of(String text) {
    Sentences sentences = new Sentences();
    List<String> all = new ArrayList<>(sentences.add(text));
    String rest = sentences.rest();
    if (!rest.isEmpty()) {
      all.add(rest);
    }
    return all;
  }

  /** @return the sentences that are complete now */
  List<String> add(String fragment) {
    text.append(fragment);
    List<String> complete = new ArrayList<>();
    int from = 0;
    for (int end = end(from); end > from; end = end(from)) {
      String sentence = text.substring(from, end).strip();
      from = end;
      if (!sentence.isEmpty()) {
        complete.add(sentence);
      }
    }
    text.delete(0, from);
    return complete;
  }

  /** What is left when nothing more comes. */
  String rest() {
    String rest = text.toString().strip();
    text.setLength(0);
    return rest;
  }

  /** Where the sentence ends that begins there; that place itself when it has no end yet. */
  private int end(int from) {
    int most = Math.min(text.length(), from + LONGEST);
    for (int i = from; i < most; i++) {
      char at = text.charAt(i);
      boolean spaced = i + 1 < text.length() && Character.isWhitespace(text.charAt(i + 1));
      if (at == '\n' || "。！？；".indexOf(at) >= 0 || ("!?.;:".indexOf(at) >= 0 && spaced)) {
        return i + 1;
      }
    }
    return text.length() - from <= LONGEST ? from : cut(from, most);
  }

  private int cut(int from, int most) {
    int space = text.lastIndexOf(" ", most);
    if (space > from) {
      return space + 1;
    }
    return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
  }
}
