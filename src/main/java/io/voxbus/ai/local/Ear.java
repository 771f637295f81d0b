package io.voxbus.ai.local;

import edu.cmu.sphinx.frontend.AutoCepstrum;
import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DataStartSignal;
import edu.cmu.sphinx.frontend.DoubleData;
import edu.cmu.sphinx.frontend.FrontEnd;
import edu.cmu.sphinx.frontend.endpoint.SpeechEndSignal;
import edu.cmu.sphinx.frontend.feature.DeltasFeatureExtractor;
import edu.cmu.sphinx.frontend.filter.Preemphasizer;
import edu.cmu.sphinx.frontend.transform.DiscreteFourierTransform;
import edu.cmu.sphinx.frontend.window.RaisedCosineWindower;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import io.voxbus.audio.Pcm;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The head of a recogniser's front end: gives it the frames of one utterance after the other. */
final class Ear extends BaseDataProcessor {
  private static final double PREEMPHASIS = 0.97;
  private static final double HAMMING = 0.46;
  private static final float WINDOW_MILLIS = 25.625f;
  private static final float SHIFT_MILLIS = 10f;
  private static final int DELTA_WINDOW = 3;
  /**
   * Of a sample, added so that no silence is without sound: a line that sends zeros between the words has a cepstrum
   * so far from all others that the mean is of no use for the words.
   */
  private static final double NOISE = 2;

  private final SplittableRandom noise = new SplittableRandom(1);
  private @Nullable Utterance utterance;
  private boolean started;
  /** Never starts again: the senones keep the scores of a frame under the number of its first sample. */
  private long samples;

  /** The whole front end, from samples to features, with this ear at its head. */
  FrontEnd frontEnd(Sphinx3Loader loader, RunningMean mean) throws IOException {
    return new FrontEnd(List.of(this, new Preemphasizer(PREEMPHASIS),
        new RaisedCosineWindower(HAMMING, WINDOW_MILLIS, SHIFT_MILLIS),
        new DiscreteFourierTransform(-1, false), new AutoCepstrum(loader), mean,
        new DeltasFeatureExtractor(DELTA_WINDOW)));
  }

  void hear(Utterance next) {
    utterance = next;
    started = false;
  }

  /** True until the end of the utterance has been handed on. */
  boolean isHearing() {
    return utterance != null;
  }

  @Override
  public Data getData() {
    if (!started) {
      started = true;
      return new DataStartSignal(Pcm.RATE);
    }
    short[] frame = next();
    if (frame == null) {
      utterance = null;
      return new SpeechEndSignal();
    }
    double[] values = new double[frame.length];
    for (int i = 0; i < frame.length; i++) {
      values[i] = frame[i] + NOISE * (2 * noise.nextDouble() - 1);
    }
    DoubleData data = new DoubleData(values, Pcm.RATE, samples);
    samples += frame.length;
    return data;
  }

  private short @Nullable [] next() {
    Utterance heard = utterance;
    try {
      return heard == null ? null : heard.take();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
