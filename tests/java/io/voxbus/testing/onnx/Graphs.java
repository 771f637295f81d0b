package io.voxbus.testing.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Models that have what goes in and comes out in common with known ones, and do little. */
public final class Graphs {
  /** What {@link #senseVoice} says of a high voice and of a low one. */
  public static final String HIGH = "\u2581high";
  public static final String LOW = "\u2581low";
  private static final int BANDS = 80;
  private static final int WIDTH = 7 * BANDS;
  private static final int PIECES = 4;
  private static final String[] TOKENS = {"<blank>", "<|en|>", LOW, HIGH};

  private Graphs() {}

  /**
   * A folder as one of SenseVoice: says {@link #HIGH} of what has more energy in the upper half of its bands, {@link #LOW}
   * of what has more in the lower one.
   */
  public static void senseVoice(Path folder) throws IOException {
    OnnxFile file = new OnnxFile("x:f,1,T,560", "x_length:i,1", "language:i,1", "text_norm:i,1");
    file.floats("weights", weights(), WIDTH, PIECES);
    file.node("MatMul", "logits", "x", "weights");
    file.output("logits:f,1,T,4");
    file.metadata(Map.of("neg_mean", row("0"), "inv_stddev", row("1")));
    Files.write(folder.resolve("model.int8.onnx"), file.bytes());
    Files.writeString(folder.resolve("tokens.txt"), IntStream.range(0, PIECES)
        .mapToObj(i -> TOKENS[i] + " " + i).collect(Collectors.joining("\n")));
  }

  /** Row by row; only the frame in the middle counts. */
  private static float[] weights() {
    float[] weights = new float[WIDTH * PIECES];
    for (int band = 0; band < BANDS; band++) {
      int at = (3 * BANDS + band) * PIECES;
      weights[at + (band < BANDS / 2 ? 2 : 3)] = 1;
    }
    return weights;
  }

  private static String row(String value) {
    return DoubleStream.generate(() -> 0).limit(WIDTH).mapToObj(zero -> value)
        .collect(Collectors.joining(","));
  }

  /** A folder as one of a voice of Piper that reads letters; 100 samples for each sound, at 8 kHz. */
  public static void piper(Path folder) throws IOException {
    OnnxFile file = new OnnxFile("input:l,1,N", "input_lengths:l,1", "scales:f,3");
    file.longs("repeats", new long[]{1, 100}, 2);
    file.cast("sounds", "input");
    file.node("Tile", "output", "sounds", "repeats");
    file.output("output:f,1,N");
    Files.write(folder.resolve("voice.onnx"), file.bytes());
    Files.writeString(folder.resolve("voice.onnx.json"), """
        {"audio": {"sample_rate": 8000}, "phoneme_type": "text", "num_speakers": 1,
         "phoneme_id_map": {"_": [0], "^": [1], "$": [2], " ": [3], "a": [4], "b": [5]}}
        """);
  }

  /** As Smart Turn, sure that the turn is over by the mean of what it hears. */
  public static void smartTurn(Path folder) throws IOException {
    OnnxFile file = new OnnxFile("input_features:f,1,80,800");
    file.node("ReduceMean", "mean", "input_features");
    file.node("Sigmoid", "logits", "mean");
    file.output("logits:f,1,1,1");
    Files.write(folder.resolve("smart-turn-v3.2-cpu.onnx"), file.bytes());
  }
}
