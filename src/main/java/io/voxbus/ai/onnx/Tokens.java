package io.voxbus.ai.onnx;

import io.vertx.core.json.JsonArray;
import io.voxbus.ai.spi.SpeechException;
import java.util.ArrayList;
import java.util.List;

/** The pieces of words that a recogniser can say, by their numbers; 0 stands for nothing new. */
record Tokens(List<String> pieces) {
  private static final String WORD = "\u2581";

  /** Of {@code tokens.txt}, a piece and its number in a line, or {@code tokens.json}, a list. */
  static Tokens parse(String text, boolean json) {
    return new Tokens(json ? list(text) : lines(text));
  }

  private static List<String> list(String text) {
    List<String> pieces = new ArrayList<>();
    new JsonArray(text).forEach(piece -> pieces.add(String.valueOf(piece)));
    return pieces;
  }

  private static List<String> lines(String text) {
    List<String> pieces = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int space = line.lastIndexOf(' ');
      String number = line.substring(space + 1);
      if (space < 0 || !number.equals(String.valueOf(pieces.size()))) {
        throw SpeechException.failed("tokens.txt: line " + (pieces.size() + 1)
            + " wants a piece of a word and the number " + pieces.size());
      }
      pieces.add(line.substring(0, space));
    }
    return pieces;
  }

  /**
   * The likeliest text: of each row the likeliest piece, said once as long as it lasts. Pieces as {@code <|en|>} tell of the
   * text and are not of it.
   *
   * @param logits rows of as many values as there are pieces
   */
  String text(float[] logits) {
    int width = pieces.size();
    StringBuilder text = new StringBuilder();
    int last = 0;
    for (int row = 0; row + width <= logits.length; row += width) {
      int best = likeliest(logits, row, width);
      if (best != 0 && best != last && !pieces.get(best).startsWith("<")) {
        text.append(pieces.get(best));
      }
      last = best;
    }
    return text.toString().replace(WORD, " ").strip();
  }

  private static int likeliest(float[] logits, int from, int width) {
    int best = 0;
    for (int i = 1; i < width; i++) {
      if (logits[from + i] > logits[from + best]) {
        best = i;
      }
    }
    return best;
  }
}
