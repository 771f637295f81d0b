package io.voxbus.ai.local;

import edu.cmu.sphinx.decoder.search.SearchManager;
import edu.cmu.sphinx.frontend.FrontEnd;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.TiedStateAcousticModel;
import edu.cmu.sphinx.result.Result;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One recogniser: hears one utterance at a time, on one thread, waiting for its frames. */
final class Recogniser {
  /** Cepstra of 10 ms between two looks at the text so far. */
  private static final int PARTIAL_FRAMES = 20;
  /** Cepstra before the first look: there is silence first, and one syllable may be anything. */
  private static final int FIRST_PARTIAL_FRAMES = 60;
  /** Grammars that stay built. */
  private static final int GRAMMARS = 4;

  private final Ear ear = new Ear();
  private final RunningMean mean = new RunningMean();
  private final Sphinx3Loader loader;
  private final FrontEnd frontEnd;
  private final Searches searches;
  private final Map<String, SearchManager> closed = new LinkedHashMap<>(8, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, SearchManager> eldest) {
      return size() > GRAMMARS;
    }
  };
  private @Nullable SearchManager open;

  /** Reads the acoustic model: takes a second. */
  Recogniser(SphinxModels models, Beams beams) throws IOException {
    loader = models.acoustics();
    TiedStateAcousticModel acoustics = new TiedStateAcousticModel(loader, models.units(), true);
    acoustics.allocate();
    frontEnd = ear.frontEnd(loader, mean);
    searches = new Searches(models, loader, acoustics, frontEnd, beams);
  }

  /** What {@link #prepare} has made before; null when it is to be made. */
  @Nullable
  SearchManager built(@Nullable String grammar) {
    return grammar == null ? open : closed.get(grammar);
  }

  /**
   * Gets ready for a grammar, or for open vocabulary when it is null.
   *
   * @throws io.voxbus.ai.spi.SpeechException if the grammar is none, or holds a word nobody knows how to say
   */
  SearchManager prepare(@Nullable String grammar) throws IOException {
    SearchManager ready = built(grammar);
    if (ready != null) {
      return ready;
    }
    if (grammar == null) {
      open = searches.open();
      return open;
    }
    ready = searches.closed(grammar);
    closed.put(grammar, ready);
    return ready;
  }

  /**
   * Hears an utterance to its end.
   *
   * @param partial told the text so far whenever it has changed, at most every 200 ms of speech
   * @return the text, empty when nothing was understood
   */
  String hear(Utterance utterance, SearchManager search, RunningMean.Line line,
      Consumer<String> partial) {
    ear.hear(utterance);
    mean.serve(line);
    loader.clearGauScores();
    search.startRecognition();
    try {
      return listen(search, partial);
    } finally {
      search.stopRecognition();
      while (ear.isHearing()) {
        frontEnd.getData();
      }
    }
  }

  private static String listen(SearchManager search, Consumer<String> partial) {
    String last = "";
    Result result = search.recognize(FIRST_PARTIAL_FRAMES);
    while (result != null && !result.isFinal()) {
      String text = text(result);
      if (!text.isEmpty() && !text.equals(last)) {
        last = text;
        partial.accept(text);
      }
      result = search.recognize(PARTIAL_FRAMES);
    }
    return result == null ? last : text(result);
  }

  /** What no phrase of a grammar matched is {@code <unk>}. */
  private static String text(Result result) {
    return result.getBestResultNoFiller().replace("<unk>", "").replaceAll("\\s+", " ").strip();
  }
}
