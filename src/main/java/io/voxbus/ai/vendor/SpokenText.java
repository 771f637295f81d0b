package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Text as it is written turns into text as it is spoken. */
public final class SpokenText {
  /** Text that has no end yet is spoken when nothing more has come for so long. */
  private static final long PAUSE_MILLIS = 400;

  private SpokenText() {}

  /**
   * The pieces of a text that arrives in fragments of any size, each as soon as it is whole or the text pauses.
   *
   * @param pauses clock of the pauses
   */
  public static Flowable<String> pieces(Flowable<String> text, Scheduler pauses) {
    return Flowable.defer(() -> {
      TextPieces pieces = new TextPieces();
      // Nothing stands for a pause.
      Flowable<Optional<String>> fragments = text.onBackpressureBuffer().publish(all -> Flowable
          .merge(all.map(Optional::of), all.debounce(PAUSE_MILLIS, TimeUnit.MILLISECONDS, pauses)
              .map(last -> Optional.empty())));
      return fragments.concatWith(Flowable.just(Optional.empty()))
          .concatMapIterable(part -> part.isPresent() ? pieces.add(part.get()) : pieces.flush());
    });
  }
}
