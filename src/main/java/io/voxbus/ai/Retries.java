package io.voxbus.ai;

import java.util.OptionalLong;
import java.util.Set;

/**
 * When a recogniser that has failed is asked again: later and later, but as long as the call lasts, for a vendor that is
 * away for a minute is not to leave the rest of the call unheard. Pure.
 */
final class Retries {
  /** Asking again does not help: wrong parameters, wrong credentials. */
  private static final Set<Integer> HOPELESS = Set.of(400, 401);
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final int DOUBLINGS = 4;

  private int failures;

  /** @param failures that there have been, one after the other */
  Retries(int failures) {
    this.failures = failures;
  }

  int failures() {
    return failures;
  }

  /** It has understood something. */
  void succeeded() {
    failures = 0;
  }

  /** The ms until it is asked again after a failure with this code; none: it is not. */
  OptionalLong pauseMillis(int code) {
    return HOPELESS.contains(code)
        ? OptionalLong.empty()
        : OptionalLong.of(FIRST_PAUSE_MILLIS << Math.min(failures++, DOUBLINGS));
  }
}
