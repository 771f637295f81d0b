package io.voxbus.sip.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BeatsTest {
  private final TreeMap<Long, Runnable> alarms = new TreeMap<>();
  private final List<String> done = new ArrayList<>();
  private long now = 1_000_003;
  private final Beats beats = new Beats(() -> now, new Beats.Alarms() {
    @Override
    public long set(long millis, Runnable work) {
      assertNull(alarms.put(now + millis, work), "two alarms at one time");
      return now + millis;
    }

    @Override
    public void cancel(long alarm) {
      alarms.remove(alarm);
    }
  });

  private void passUntil(long millis) {
    while (!alarms.isEmpty() && alarms.firstKey() <= millis) {
      now = alarms.firstKey();
      alarms.remove(now).run();
    }
    now = millis;
  }

  @Test
  void timersOfOneBeatWakeTheLoopOnce() {
    for (int i = 0; i < 1_000; i++) {
      String name = "t" + i % 2;
      beats.later(500 + i % 5, () -> done.add(name));
    }
    assertEquals(1, alarms.size());
    passUntil(now + 510);
    assertEquals(1_000, done.size());
    assertEquals(List.of("t0", "t1"), done.subList(0, 2));
  }

  @Test
  void aTimerThatStartsItselfAnewDoesNotDrift() {
    List<Long> times = new ArrayList<>();
    beats.later(500, new Runnable() {
      @Override
      public void run() {
        times.add(now);
        beats.later(500, this);
      }
    });
    passUntil(now + 32_020);
    assertEquals(64, times.size());
    assertEquals(63 * 500, times.getLast() - times.getFirst());
  }

  @Test
  void nothingIsDoneAtOnce() {
    beats.later(0, () -> done.add("soon"));
    assertEquals(List.of(), done);
    passUntil(now + 20);
    assertEquals(List.of("soon"), done);
  }

  @Test
  void whatIsCancelledIsNotDoneAndNotKept() {
    Runnable work = () -> done.add("cancelled");
    beats.cancel(beats.later(200, work), work);
    beats.cancel(0, work);
    assertEquals(Set.of(), alarms.keySet());
    passUntil(now + 400);
    assertEquals(List.of(), done);
  }

  @Test
  void aBeatStaysForTheOthersThatAreDueThen() {
    Runnable work = () -> done.add("cancelled");
    long beat = beats.later(180_000, work);
    beats.later(180_000, () -> done.add("kept"));
    beats.cancel(beat, work);
    beats.cancel(beat, work);
    passUntil(now + 180_020);
    assertEquals(List.of("kept"), done);
    assertEquals(Set.of(), alarms.keySet());
  }

  @Test
  void oneThatFailsTakesNoOtherWithIt() {
    beats.later(100, () -> {
      throw new IllegalStateException("wrong");
    });
    beats.later(100, () -> done.add("right"));
    passUntil(now + 120);
    assertEquals(List.of("right"), done);
  }
}
