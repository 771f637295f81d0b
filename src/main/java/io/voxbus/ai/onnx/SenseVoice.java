package io.voxbus.ai.onnx;

import io.voxbus.ai.engine.HearingModel;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.engine.Samples;
import io.voxbus.ai.onnx.Graph.Tensor;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.features.Fbank;
import io.voxbus.audio.features.LowFrameRate;
import io.voxbus.protocol.api.AsrOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SenseVoice as sherpa-onnx and FunASR export it: Mandarin, Cantonese, English, Japanese and Korean. It hears an utterance
 * as a whole; a partial result is what the beginning alone sounds like.
 */
final class SenseVoice implements HearingModel {
  private static final int BANDS = 80;
  private static final Fbank FBANK = new Fbank(BANDS);
  private static final int STACKED = 7;
  private static final int STEP = 6;
  private static final Map<String, Integer> LANGUAGES = Map.of("auto", 0, "zh", 3, "en", 4, "yue",
      7, "ja", 11, "ko", 12);
  private static final int WITH_PUNCTUATION = 14;

  private final Graph graph;
  private final Tokens tokens;
  private final LowFrameRate rows;
  private final Map<String, String> told;

  SenseVoice(Graph graph, Tokens tokens, LowFrameRate rows) {
    this.graph = graph;
    this.tokens = tokens;
    this.rows = rows;
    told = graph.metadata();
    if (graph.inputs().size() != 4) {
      throw SpeechException.failed("the model is no SenseVoice: it wants " + graph.inputs());
    }
  }

  /** The files that {@link #of} reads, named when they are missing. */
  record Files(Path model, Path tokens, @Nullable Path means) {
    static Files in(ModelFolder folder) {
      return new Files(folder.file("model.int8.onnx", "model.onnx", "model_quant.onnx"),
          folder.file("tokens.txt", "tokens.json"), folder.find("am.mvn").orElse(null));
    }
  }

  static SenseVoice of(Files files, Graph graph) {
    Tokens tokens = Tokens.parse(ModelFolder.text(files.tokens()),
        files.tokens().toString().endsWith(".json"));
    return new SenseVoice(graph, tokens, rows(files.means(), graph.metadata()));
  }

  /** sherpa-onnx keeps them in the model, FunASR in {@code am.mvn}. */
  private static LowFrameRate rows(@Nullable Path means, Map<String, String> told) {
    float[][] both = means != null
        ? Means.parse(ModelFolder.text(means))
        : new float[][]{Means.numbers(told.getOrDefault("neg_mean", ""), ","),
            Means.numbers(told.getOrDefault("inv_stddev", ""), ",")};
    if (both[0].length != BANDS * STACKED || both[1].length != BANDS * STACKED) {
      throw SpeechException.failed("the model tells no means of its " + BANDS * STACKED
          + " inputs: neither am.mvn beside it nor neg_mean and inv_stddev in it");
    }
    return new LowFrameRate(STACKED, STEP, both[0], both[1]);
  }

  @Override
  public void check(AsrOption option) {
    String language = language(option);
    if (!LANGUAGES.containsKey(language)) {
      throw SpeechException.refused("SenseVoice understands auto, zh, en, yue, ja and ko, not '"
          + option.language() + "'");
    }
  }

  private static String language(AsrOption option) {
    String given = option.language();
    return given == null || given.isBlank()
        ? "auto"
        : given.strip().toLowerCase(Locale.ROOT).replaceFirst("[-_].*", "");
  }

  private int number(String key, int otherwise) {
    String given = told.getOrDefault(key, "");
    return given.matches("\\d{1,6}") ? Integer.parseInt(given) : otherwise;
  }

  @Override
  public Hearing open(AsrOption option) {
    String language = language(option);
    return new Spoken(number("lang_" + language, LANGUAGES.getOrDefault(language, 0)));
  }

  @Override
  public void close() {
    graph.close();
  }

  private String hear(Samples samples, int language) {
    float[][] bands = FBANK.of(samples.pcm(), samples.length());
    if (bands.length == 0) {
      return "";
    }
    float[] input = rows.of(bands);
    int count = input.length / (BANDS * STACKED);
    List<String> names = graph.inputs();
    return tokens.text(graph.run(Map.of(
        names.get(0), new Tensor.Floats(input, 1, count, BANDS * STACKED),
        names.get(1), ints(count), names.get(2), ints(language),
        names.get(3), ints(number("with_itn", WITH_PUNCTUATION)))).values());
  }

  private static Tensor ints(int value) {
    return new Tensor.Ints(new int[]{value}, 1);
  }

  private final class Spoken implements Hearing {
    private final int language;
    private final Samples samples = new Samples();

    Spoken(int language) {
      this.language = language;
    }

    @Override
    public void accept(short[] pcm) {
      samples.add(pcm);
    }

    @Override
    public String partial() {
      return hear(samples, language);
    }

    @Override
    public String text() {
      return hear(samples, language);
    }

    @Override
    public void close() {}
  }
}
