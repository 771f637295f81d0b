package io.voxbus.ai.local;

import edu.cmu.sphinx.decoder.pruner.SimplePruner;
import edu.cmu.sphinx.decoder.scorer.AcousticScorer;
import edu.cmu.sphinx.decoder.search.ActiveListFactory;
import edu.cmu.sphinx.decoder.search.PartitionActiveListFactory;
import edu.cmu.sphinx.decoder.search.SimpleActiveListManager;
import edu.cmu.sphinx.decoder.search.Token;
import edu.cmu.sphinx.decoder.search.WordPruningBreadthFirstLookaheadSearchManager;
import edu.cmu.sphinx.linguist.Linguist;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sphinx4's open-vocabulary search without the line it prints for each loop it finds in the phones. */
final class QuietSearch extends WordPruningBreadthFirstLookaheadSearchManager {
  private static final int LOOKAHEAD_FRAMES = 5;
  private static final float LOOKAHEAD_WEIGHT = 6f;
  private static final float ACOUSTIC_LOOKAHEAD = 1.7f;
  private static final int LATTICE_EDGES = 100;

  QuietSearch(Linguist words, Linguist phones, Sphinx3Loader loader, AcousticScorer scorer,
      Beams beams) {
    // All tokens are kept: without those between the words it loses the ends of sentences (word errors 54 -> 28 %).
    super(words, phones, loader, new SimplePruner(), scorer, lists(beams),
        new PartitionActiveListFactory(beams.states(), beams.phones()), false, beams.relative(), 0,
        false, false, LOOKAHEAD_FRAMES, LOOKAHEAD_WEIGHT, LATTICE_EDGES, ACOUSTIC_LOOKAHEAD, true);
  }

  private static SimpleActiveListManager lists(Beams beams) {
    ActiveListFactory states = new PartitionActiveListFactory(beams.states(), beams.relative());
    ActiveListFactory words = new PartitionActiveListFactory(beams.words(), beams.relativeWords());
    return new SimpleActiveListManager(List.of(states, words, words, states, states, states),
        false);
  }

  @Override
  protected boolean isVisited(Token token) {
    @Nullable
    Token before = token.getPredecessor();
    while (before != null && !before.isEmitting()) {
      if (token.getSearchState().equals(before.getSearchState())) {
        return true;
      }
      before = before.getPredecessor();
    }
    return false;
  }
}
