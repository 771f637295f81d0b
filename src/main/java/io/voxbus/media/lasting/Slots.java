package io.voxbus.media.lasting;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/**
 * Which task runs in which of the twenty milliseconds, by an absolute clock. While there are few, they gather in few of
 * them, for to wake a thread costs more than a task does; more are spread. Pure: the time is a parameter.
 */
final class Slots {
  private static final int PERIOD = 20;
  private static final long MILLI = 1_000_000;
  /** After a longer stop of the whole process the clock starts anew instead of catching up. */
  private static final int MOST_BEHIND = 10 * PERIOD;
  /** So many gather in a millisecond before another is woken for. */
  private static final int GATHERED = 8;

  private final List<List<MediaLoop.Task>> slots = new ArrayList<>();
  private final BiConsumer<MediaLoop.Task, Throwable> failed;
  private long nextMilli;
  /** Ticks have been left out since the last that were run. */
  private boolean leftOut;

  /** @param failed told of a task that has thrown something */
  Slots(long nowNanos, BiConsumer<MediaLoop.Task, Throwable> failed) {
    this.failed = failed;
    for (int i = 0; i < PERIOD; i++) {
      slots.add(new ArrayList<>());
    }
    nextMilli = milli(nowNanos);
  }

  /** Where some have gathered already; else in the emptiest slot. */
  void add(MediaLoop.Task task) {
    List<MediaLoop.Task> best = slots.get(0);
    for (List<MediaLoop.Task> slot : slots) {
      boolean emptier = !gathers(best) && slot.size() < best.size();
      best = gathers(slot) || emptier ? slot : best;
    }
    best.add(task);
  }

  /**
   * Lets a task run {@code afterMillis} from now, or where some have gathered at most {@code leewayMillis} later, and every
   * 20 ms from then on.
   */
  void move(MediaLoop.Task task, long nowNanos, int afterMillis, int leewayMillis) {
    if (remove(task)) {
      long wanted = milli(nowNanos) + afterMillis;
      long found = wanted;
      while (found < wanted + leewayMillis && !gathers(slot(found))) {
        found++;
      }
      slot(gathers(slot(found)) ? found : wanted).add(task);
    }
  }

  private static boolean gathers(List<MediaLoop.Task> slot) {
    return !slot.isEmpty() && slot.size() < GATHERED;
  }

  /** Lets another run in the place of a task; false when that was not there. */
  boolean replace(MediaLoop.Task before, MediaLoop.Task after) {
    for (List<MediaLoop.Task> slot : slots) {
      int at = slot.indexOf(before);
      if (at >= 0) {
        slot.set(at, after);
        return true;
      }
    }
    return false;
  }

  /** False when it was not there. */
  boolean remove(MediaLoop.Task task) {
    for (List<MediaLoop.Task> slot : slots) {
      if (slot.remove(task)) {
        return true;
      }
    }
    return false;
  }

  /** Runs what has become due since the last time. */
  void run(long nowNanos) {
    long now = milli(nowNanos);
    if (now - nextMilli > MOST_BEHIND) {
      nextMilli = now;
      leftOut = true;
    }
    if (leftOut) {
      leftOut = false;
      slots.forEach(slot -> each(slot, MediaLoop.Task::late, nowNanos));
    }
    while (nextMilli <= now) {
      each(slot(nextMilli++), MediaLoop.Task::tick, nowNanos);
    }
  }

  /** What has become due since the last time is left out. */
  void skip(long nowNanos) {
    long after = milli(nowNanos) + 1;
    leftOut |= after > nextMilli;
    nextMilli = Math.max(nextMilli, after);
  }

  /** When something is due; {@link Long#MAX_VALUE}: never. */
  long nextNanos() {
    for (int i = 0; i < PERIOD; i++) {
      if (!slot(nextMilli + i).isEmpty()) {
        return (nextMilli + i) * MILLI;
      }
    }
    return Long.MAX_VALUE;
  }

  /** From the last to the first: a task may move or remove itself while it runs, and no other is left out. */
  private void each(List<MediaLoop.Task> slot, ObjLongConsumer<MediaLoop.Task> turn,
      long nowNanos) {
    for (int i = slot.size() - 1; i >= 0; i--) {
      MediaLoop.Task task = slot.get(i);
      try {
        turn.accept(task, nowNanos);
      } catch (Throwable e) { // an Error of one call is none of the others'
        failed.accept(task, e);
      }
    }
  }

  private List<MediaLoop.Task> slot(long milli) {
    return slots.get((int) Math.floorMod(milli, PERIOD));
  }

  private static long milli(long nanos) {
    return Math.floorDiv(nanos, MILLI);
  }
}
