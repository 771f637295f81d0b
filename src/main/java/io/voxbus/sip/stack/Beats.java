package io.voxbus.sip.stack;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of one loop, those of twenty milliseconds together. The stack has one for each transaction that ticks every
 * half second, half a minute long after the end of its call: as many timers of Vert.x would cost more than the calls.
 */
final class Beats {
  private static final Logger LOG = LoggerFactory.getLogger(Beats.class);
  private static final long BEAT_MILLIS = 20;
  private static final long MILLI = 1_000_000;

  private final LongSupplier nowMillis;
  private final Alarm alarm;
  private final Map<Long, Set<Runnable>> due = new HashMap<>();

  /** Wakes once. */
  interface Alarm {
    void in(long millis, Runnable work);
  }

  /** @param nowMillis of a clock that nobody sets */
  Beats(LongSupplier nowMillis, Alarm alarm) {
    this.nowMillis = nowMillis;
    this.alarm = alarm;
  }

  static Beats of(Vertx vertx) {
    return new Beats(() -> System.nanoTime() / MILLI,
        (millis, work) -> vertx.setTimer(millis, due -> work.run()));
  }

  /** Does it at the beat that is nearest to that time from now, though not at once; gives the beat. On the loop. */
  long later(long millis, Runnable work) {
    long now = nowMillis.getAsLong();
    long beat = Math.max(Math.floorDiv(now + millis + BEAT_MILLIS / 2, BEAT_MILLIS),
        Math.floorDiv(now, BEAT_MILLIS) + 1);
    due.computeIfAbsent(beat, first -> {
      alarm.in(beat * BEAT_MILLIS - now, () -> strike(beat));
      return new LinkedHashSet<>();
    }).add(work);
    return beat;
  }

  /** Does not do it at that beat. On the loop. */
  void cancel(long beat, Runnable work) {
    Set<Runnable> works = due.get(beat);
    if (works != null) {
      works.remove(work);
    }
  }

  private void strike(long beat) {
    for (Runnable work : Objects.requireNonNull(due.remove(beat))) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a timer failed");
      }
    }
  }
}
