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
  private final Alarms alarms;
  private final Map<Long, Beat> due = new HashMap<>();

  /** Wake once, unless they are cancelled. */
  interface Alarms {
    long set(long millis, Runnable work);

    void cancel(long alarm);
  }

  /** What is due at one of them. */
  private static final class Beat {
    private final Set<Runnable> works = new LinkedHashSet<>();
    private long alarm;
  }

  /** @param nowMillis of a clock that nobody sets */
  Beats(LongSupplier nowMillis, Alarms alarms) {
    this.nowMillis = nowMillis;
    this.alarms = alarms;
  }

  static Beats of(Vertx vertx) {
    return new Beats(() -> System.nanoTime() / MILLI, new Alarms() {
      @Override
      public long set(long millis, Runnable work) {
        return vertx.setTimer(millis, due -> work.run());
      }

      @Override
      public void cancel(long alarm) {
        vertx.cancelTimer(alarm);
      }
    });
  }

  /** Does it at the beat that is nearest to that time from now, though not at once; gives the beat. On the loop. */
  long later(long millis, Runnable work) {
    long now = nowMillis.getAsLong();
    long beat = Math.max(Math.floorDiv(now + millis + BEAT_MILLIS / 2, BEAT_MILLIS),
        Math.floorDiv(now, BEAT_MILLIS) + 1);
    due.computeIfAbsent(beat, first -> {
      Beat made = new Beat();
      made.alarm = alarms.set(beat * BEAT_MILLIS - now, () -> strike(beat));
      return made;
    }).works.add(work);
    return beat;
  }

  /** Does not do it at that beat, which is forgotten with the last that was due then. On the loop. */
  void cancel(long beat, Runnable work) {
    Beat of = due.get(beat);
    if (of != null && of.works.remove(work) && of.works.isEmpty()) {
      due.remove(beat);
      alarms.cancel(of.alarm);
    }
  }

  private void strike(long beat) {
    for (Runnable work : Objects.requireNonNull(due.remove(beat)).works) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a timer failed");
      }
    }
  }
}
