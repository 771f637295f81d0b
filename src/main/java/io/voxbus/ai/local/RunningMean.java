package io.voxbus.ai.local;

import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DoubleData;
import edu.cmu.sphinx.frontend.endpoint.SpeechEndSignal;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Takes the mean out of the cepstra, which takes the microphone and the line out of the sound.
 *
 * <p>Sphinx4's own {@code LiveCMN} holds back the first two seconds to know the mean, and keeps it for whoever speaks
 * next. This one belongs to a recogniser but works with the {@link Line} of the call it serves: it holds back
 * half a second of a call's first utterance and nothing of the next ones.
 */
final class RunningMean extends BaseDataProcessor {
  /** Cepstra held back while nothing is known of the line: 0.5 s. */
  private static final int FIRST = 50;

  /** What is known of the sound of one call. */
  static final class Line {
    /** After this many cepstra (5 s) older ones fade. */
    private static final double WINDOW = 500;
    private double @Nullable [] sum;
    private double count;

    private void add(double[] cepstrum) {
      double[] sums = sum == null ? new double[cepstrum.length] : sum;
      double keep = count >= WINDOW ? WINDOW / (count + 1) : 1;
      for (int i = 0; i < sums.length; i++) {
        sums[i] = (sums[i] + cepstrum[i]) * keep;
      }
      count = (count + 1) * keep;
      sum = sums;
    }

    private void takeMean(double[] cepstrum) {
      double[] sums = sum;
      for (int i = 0; sums != null && i < sums.length; i++) {
        cepstrum[i] -= sums[i] / count;
      }
    }
  }

  private Line line = new Line();
  private final Queue<Data> held = new ArrayDeque<>();

  void serve(Line next) {
    line = next;
    held.clear();
  }

  @Override
  public Data getData() {
    Data out = held.poll();
    if (out == null) {
      out = getPredecessor().getData();
      if (out instanceof DoubleData first && line.count < FIRST) {
        hold(first);
        out = held.remove();
      } else if (out instanceof DoubleData data) {
        line.add(data.getValues());
      }
    }
    if (out instanceof DoubleData data) {
      line.takeMean(data.getValues());
    }
    return out;
  }

  private void hold(DoubleData first) {
    Data next = first;
    while (next instanceof DoubleData data) {
      line.add(data.getValues());
      held.add(data);
      if (line.count >= FIRST) {
        return;
      }
      next = getPredecessor().getData();
    }
    held.add(next);
    assert next instanceof SpeechEndSignal;
  }
}
