package io.voxbus.ai.local;

import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.GaussianWeights;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Pool;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.linguist.dictionary.TextDictionary;
import edu.cmu.sphinx.linguist.dictionary.Word;
import edu.cmu.sphinx.linguist.language.ngram.trie.NgramTrieModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The US English models of CMU Sphinx, with all that never changes in memory once, however many recognisers work.
 *
 * <p>Sphinx4 keeps the scores of the current frame inside its senones, and a cache inside its language model: each
 * recogniser needs objects of its own for those. What they are made from (Gaussians, mixture weights, the trigram
 * trie, the dictionary) is shared. Sphinx4 also counts in static fields when it builds, so only one thread at a time
 * may build anything: everything here that builds is called under one lock.
 */
final class SphinxModels {
  private static final String BASE = "/edu/cmu/sphinx/models/en-us/";

  private final UnitManager units = new UnitManager();
  private final Dictionary dictionary = new SafeDictionary(units);
  private final Map<String, Pool<float[]>> densities = new HashMap<>();
  private @Nullable GaussianWeights weights;
  private @Nullable Trigrams trigrams;

  UnitManager units() {
    return units;
  }

  Dictionary dictionary() throws IOException {
    dictionary.allocate();
    return dictionary;
  }

  /** An acoustic model of its own for one recogniser, about 1 s of CPU. */
  Sphinx3Loader acoustics() throws IOException {
    Sphinx3Loader loader = new Acoustics();
    loader.load();
    return loader;
  }

  /** The trigram model with a cache of its own for one recogniser. */
  NgramTrieModel trigrams() throws IOException {
    Trigrams made = new Trigrams(dictionary(), trigrams);
    made.allocate();
    trigrams = made;
    return made;
  }

  private static URL resource(String name) {
    URL url = SphinxModels.class.getResource(BASE + name);
    if (url == null) {
      throw new IllegalStateException("the speech model " + name + " is not on the class path");
    }
    return url;
  }

  /** Words are made when first asked for, so reading writes. */
  private static final class SafeDictionary extends TextDictionary {
    private boolean read;

    SafeDictionary(UnitManager units) {
      super(resource("cmudict-en-us.dict"), resource("en-us/noisedict"), List.of(), null, units);
    }

    @Override
    public synchronized void allocate() throws IOException {
      if (!read) {
        super.allocate();
        read = true;
      }
    }

    @Override
    public synchronized @Nullable Word getWord(String text) {
      return super.getWord(text);
    }

    /** Each recogniser frees its dictionary when it goes; this one stays. */
    @Override
    public void deallocate() {}
  }

  private final class Acoustics extends Sphinx3Loader {
    private static final float DENSITY_FLOOR = 0f;
    private static final float WEIGHT_FLOOR = 1e-7f;
    private static final float VARIANCE_FLOOR = 1e-4f;
    private static final int TOP_GAUSSIANS = 4;

    Acoustics() {
      super(resource("en-us/mdef"), units, DENSITY_FLOOR, WEIGHT_FLOOR, VARIANCE_FLOOR,
          TOP_GAUSSIANS, true);
    }

    @Override
    protected InputStream getDataStream(String path) throws IOException {
      InputStream in = SphinxModels.class.getResourceAsStream(BASE + "en-us/" + path);
      if (in == null) {
        throw new FileNotFoundException(path);
      }
      return in;
    }

    @Override
    public Pool<float[]> loadDensityFile(String path, float floor)
        throws IOException, java.net.URISyntaxException {
      Pool<float[]> known = densities.get(path);
      Pool<float[]> pool = known != null ? known : super.loadDensityFile(path, floor);
      densities.put(path, pool);
      return pool;
    }

    @Override
    protected GaussianWeights loadMixtureWeights(String path, float floor)
        throws IOException, java.net.URISyntaxException {
      GaussianWeights known = weights;
      weights = known != null ? known : super.loadMixtureWeights(path, floor);
      return weights;
    }
  }

  private static final class Trigrams extends NgramTrieModel {
    private static final int CACHE = 20_000;
    private final @Nullable Trigrams like;

    Trigrams(Dictionary dictionary, @Nullable Trigrams like) {
      super("", resource("en-us.lm.bin"), null, CACHE, false, 3, dictionary, false, 1f, 1, 1f);
      this.like = like;
    }

    /** Its cache is only made by reading the file, so it reads, then lets go of what the first one has. */
    @Override
    public void allocate() throws IOException {
      if (trie != null) {
        return;
      }
      super.allocate();
      if (like != null) {
        unigrams = like.unigrams;
        words = like.words;
        quant = like.quant;
        trie = like.trie;
        unigramIDMap = like.unigramIDMap;
      }
    }
  }
}
