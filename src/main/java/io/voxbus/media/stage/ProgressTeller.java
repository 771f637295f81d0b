package io.voxbus.media.stage;

import io.voxbus.audio.detect.CallProgress;
import io.voxbus.audio.detect.CallProgress.State;
import io.voxbus.protocol.api.RingbackDetectionOption;
import io.voxbus.protocol.bus.MediaEvent;
import org.jspecify.annotations.Nullable;

/** When a state of early media is told: once it is sure enough, and once more when it is sure. Pure. */
final class ProgressTeller {
  private static final double SECOND = 1000;

  private final long bufferMillis;
  private final long intervalMillis;
  private final double threshold;
  private final double finalThreshold;
  private final boolean changesOnly;
  private long beginMillis = Long.MIN_VALUE;
  private long toldMillis;
  private State told = State.UNKNOWN;
  private boolean toldFinal;

  ProgressTeller(RingbackDetectionOption option) {
    bufferMillis = (long) (SECOND * or(option.minBufferSecs(), 0));
    intervalMillis = (long) (SECOND * or(option.detectionIntervalSecs(), 1));
    threshold = or(option.confidenceThreshold(), 0.5);
    finalThreshold = or(option.finalConfidenceThreshold(), 0.9);
    changesOnly = !Boolean.FALSE.equals(option.onStateChangeOnly());
  }

  /** What is to be told now, if anything. */
  MediaEvent.@Nullable Progress next(CallProgress progress, long nowMillis) {
    beginMillis = beginMillis == Long.MIN_VALUE ? nowMillis : beginMillis;
    State state = progress.state();
    boolean known = state != State.UNKNOWN && progress.confidence() >= threshold
        && nowMillis - beginMillis >= bufferMillis;
    boolean isFinal = progress.confidence() >= finalThreshold;
    boolean changed = state != told || (isFinal && !toldFinal);
    boolean due = !changesOnly && nowMillis - toldMillis >= intervalMillis;
    if (!known || !(changed || due)) {
      return null;
    }
    told = state;
    toldFinal = isFinal;
    toldMillis = nowMillis;
    return new MediaEvent.Progress(state.shown(), state.number(), progress.confidence(), isFinal);
  }

  private static double or(@Nullable Double given, double otherwise) {
    return given == null ? otherwise : given;
  }
}
