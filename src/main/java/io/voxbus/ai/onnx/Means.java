package io.voxbus.ai.onnx;

import io.voxbus.ai.spi.SpeechException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What FunASR's {@code am.mvn}, a network of Kaldi with two layers, adds to each input and multiplies it by. */
final class Means {
  private static final String LAYER = "\\s[^\\[]*\\[([^]]*)]";

  private Means() {}

  /** What is added, and the factors. */
  static float[][] parse(String text) {
    return new float[][]{layer(text, "<AddShift>"), layer(text, "<Rescale>")};
  }

  private static float[] layer(String text, String name) {
    Matcher layer = Pattern.compile(name + LAYER).matcher(text);
    if (!layer.find()) {
      throw SpeechException.failed("am.mvn has no " + name);
    }
    return numbers(layer.group(1), "\\s+");
  }

  static float[] numbers(String text, String between) {
    if (text.isBlank()) {
      return new float[0];
    }
    String[] numbers = text.strip().split(between, 0);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = Float.parseFloat(numbers[i].strip());
      } catch (NumberFormatException broken) {
        throw SpeechException.failed("a mean of the model is no number: '" + numbers[i] + "'");
      }
    }
    return values;
  }
}
