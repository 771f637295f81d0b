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
    for (int end = end(); end > 0; end = end()) {
      String sentence = text.substring(0, end).strip();
      text.delete(0, end);
      if (!sentence.isEmpty()) {
        complete.add(sentence);
      }
    }
    return complete;
  }

  /** What is left when nothing more comes. */
  String rest() {
    String rest = text.toString().strip();
    text.setLength(0);
    return rest;
  }

  private int end() {
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      boolean spaced = i + 1 < text.length() && Character.isWhitespace(text.charAt(i + 1));
      if (at == '\n' || "。！？；".indexOf(at) >= 0 || ("!?.;:".indexOf(at) >= 0 && spaced)) {
        return i + 1;
      }
    }
    return text.length() <= LONGEST ? 0 : lastSpace();
  }

  private int lastSpace() {
    int space = text.lastIndexOf(" ");
    return space > 0 ? space + 1 : text.length();
  }
}
