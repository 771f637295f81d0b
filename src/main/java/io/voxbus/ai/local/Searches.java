package io.voxbus.ai.local;

import edu.cmu.sphinx.decoder.pruner.SimplePruner;
import edu.cmu.sphinx.decoder.scorer.SimpleAcousticScorer;
import edu.cmu.sphinx.decoder.search.PartitionActiveListFactory;
import edu.cmu.sphinx.decoder.search.SearchManager;
import edu.cmu.sphinx.decoder.search.SimpleBreadthFirstSearchManager;
import edu.cmu.sphinx.frontend.FrontEnd;
import edu.cmu.sphinx.linguist.Linguist;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.TiedStateAcousticModel;
import edu.cmu.sphinx.linguist.allphone.AllphoneLinguist;
import edu.cmu.sphinx.linguist.flat.FlatLinguist;
import edu.cmu.sphinx.linguist.lextree.LexTreeLinguist;
import edu.cmu.sphinx.util.props.ConfigurationManager;
import java.io.IOException;
import java.util.Map;

/** Builds the searches of one recogniser. The numbers not in {@link Beams} are Sphinx4's own defaults. */
record Searches(SphinxModels models, Sphinx3Loader loader, TiedStateAcousticModel acoustics,
    FrontEnd frontEnd, Beams beams) {
  private static final float LANGUAGE_WEIGHT = 8f;
  private static final double WORD_INSERTION = 0.1;
  private static final double SILENCE_INSERTION = 0.1;
  private static final double FILLER_INSERTION = 1e-2;
  private static final double OUT_OF_GRAMMAR = 1e-30;
  private static final double OUT_OF_GRAMMAR_PHONE = 1e-10;
  private static final int GRAMMAR_STATES = 20_000;
  private static final double GRAMMAR_BEAM = 1e-60;

  /** Any English words, weighed by the trigram model. */
  SearchManager open() throws IOException {
    Linguist words = new LexTreeLinguist(acoustics, models.units(), models.trigrams(),
        models.dictionary(), true, true, WORD_INSERTION, SILENCE_INSERTION, FILLER_INSERTION, 1,
        LANGUAGE_WEIGHT, true, false, 1f, 0);
    SearchManager search = new QuietSearch(words, phones(), loader,
        new SimpleAcousticScorer(frontEnd, null), beams);
    search.allocate();
    return search;
  }

  /** The phone loop that looks ahead; it has no constructor, only properties. */
  private Linguist phones() {
    ConfigurationManager parts = new ConfigurationManager();
    parts.addConfigurable(acoustics, "acousticModel");
    parts.addConfigurable(AllphoneLinguist.class, "phones",
        Map.of(AllphoneLinguist.PROP_ACOUSTIC_MODEL, "acousticModel"));
    return parts.lookup("phones");
  }

  /** Only what the JSGF text allows. */
  SearchManager closed(String jsgf) throws IOException {
    Linguist phrases = new FlatLinguist(acoustics, Grammars.parse(jsgf, models.dictionary()),
        models.units(), WORD_INSERTION, SILENCE_INSERTION, FILLER_INSERTION, 1, LANGUAGE_WEIGHT,
        false, false, false, true, OUT_OF_GRAMMAR, OUT_OF_GRAMMAR_PHONE, acoustics);
    SearchManager search = new SimpleBreadthFirstSearchManager(phrases, new SimplePruner(),
        new SimpleAcousticScorer(frontEnd, null),
        new PartitionActiveListFactory(GRAMMAR_STATES, GRAMMAR_BEAM), false, 0, 0, false);
    search.allocate();
    return search;
  }
}
