package io.voxbus.media.lasting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of the media loop, on numbers for time. */
class SlotsTest {
  private static final long MILLI = 1_000_000;
  private final List<String> ticks = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 1_000_003, -5, -1_000_000})
  void aTaskRunsOnceEveryTwentyMilliseconds(long start) {
    Slots slots = new Slots(start * MILLI, (task, why) -> task.failed(why));
    slots.add(task("a"));
    for (long now = start; now < start + 200; now++) {
      slots.run(now * MILLI);
    }
    assertEquals(10, ticks.size());
  }

  @Test
  void theClockIsAbsoluteHoweverUnevenlyItIsAsked() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    slots.add(now -> ticks.add(String.valueOf(now / MILLI)));
    for (long now : new long[]{0, 1, 19, 25, 26, 39, 61, 81}) {
      slots.run(now * MILLI);
    }
    assertEquals(List.of("0", "25", "61", "61", "81"), ticks);
  }

  @Test
  void manyTasksAreSpreadOverTheTwentyMilliseconds() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    for (int i = 0; i < 200; i++) {
      slots.add(task("t"));
    }
    for (int milli = 0; milli < 20; milli++) {
      slots.run(milli * MILLI);
      assertEquals(10 * (milli + 1), ticks.size());
    }
  }

  @Test
  void aFewTasksGatherInFewMilliseconds() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    for (int i = 0; i < 20; i++) {
      slots.add(task("t"));
    }
    List<Integer> perMilli = new ArrayList<>();
    for (int milli = 0; milli < 20; milli++) {
      ticks.clear();
      slots.run(milli * MILLI);
      perMilli.add(ticks.size());
    }
    assertEquals(List.of(8, 8, 4), perMilli.subList(0, 3));
    assertEquals(20, perMilli.stream().mapToInt(Integer::intValue).sum());
  }

  @ParameterizedTest
  @CsvSource({"13, 2, 15", "13, 1, 13", "15, 0, 15", "16, 4, 16"})
  void aTaskThatMovesJoinsOthersThatRunALittleLater(int wanted, int leeway, int found) {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    MediaLoop.Task other = task("other");
    slots.add(other);
    slots.move(other, 0, 15, 0);
    MediaLoop.Task task = now -> ticks.add(String.valueOf(now / MILLI));
    slots.add(task);
    slots.move(task, 0, wanted, leeway);
    for (int milli = 0; milli < 20; milli++) {
      slots.run(milli * MILLI);
    }
    assertEquals(List.of(String.valueOf(found)),
        ticks.stream().filter(tick -> !tick.equals("other")).toList());
  }

  @Test
  void aTaskThatMovesDoesNotJoinACrowd() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    for (int i = 0; i < 8; i++) {
      slots.add(task("crowd"));
    }
    MediaLoop.Task task = task("task");
    slots.add(task);
    slots.move(task, 0, 18, 4);
    slots.run(18 * MILLI);
    assertEquals(List.of("task"), ticks.subList(8, 9));
  }

  @Test
  void afterAShortStopEveryTickIsMadeUpFor() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    slots.add(task("a"));
    slots.run(0);
    slots.run(199 * MILLI);
    assertEquals(10, ticks.size());
  }

  @Test
  void afterALongStopTheClockStartsAnew() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    slots.add(task("a"));
    slots.run(0);
    slots.run(10_000 * MILLI);
    assertEquals(2, ticks.size());
  }

  @Test
  void whatIsSkippedIsNotMadeUpFor() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    slots.add(task("a"));
    for (int milli = 0; milli < 100; milli++) {
      slots.skip(milli * MILLI);
    }
    assertEquals(100 * MILLI, slots.nextNanos());
    slots.run(119 * MILLI);
    assertEquals(1, ticks.size());
  }

  @Test
  void tasksAreToldOfTicksThatWereLeftOutBeforeTheNext() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    slots.add(new MediaLoop.Task() {
      @Override
      public void tick(long nowNanos) {
        ticks.add("tick " + nowNanos / MILLI);
      }

      @Override
      public void late(long nowNanos) {
        ticks.add("late " + nowNanos / MILLI);
      }
    });
    slots.run(0);
    slots.run(180 * MILLI);
    ticks.clear();
    slots.run(1000 * MILLI);
    slots.skip(1190 * MILLI);
    slots.skip(1230 * MILLI);
    slots.run(1240 * MILLI);
    slots.run(1260 * MILLI);
    assertEquals(List.of("late 1000", "tick 1000", "late 1240", "tick 1240", "tick 1260"), ticks);
  }

  @Test
  void itKnowsWhenSomethingIsDue() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    assertEquals(Long.MAX_VALUE, slots.nextNanos());
    MediaLoop.Task task = task("a");
    slots.add(task);
    assertEquals(0, slots.nextNanos());
    slots.run(3 * MILLI);
    assertEquals(20 * MILLI, slots.nextNanos());
    slots.remove(task);
    assertEquals(Long.MAX_VALUE, slots.nextNanos());
  }

  @Test
  void aTaskMovesToTheMillisecondItWants() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    MediaLoop.Task task = now -> ticks.add(String.valueOf(now / MILLI));
    slots.add(task);
    slots.move(task, 7 * MILLI, 4, 3);
    for (int milli = 0; milli <= 60; milli++) {
      slots.run(milli * MILLI);
    }
    assertEquals(List.of("11", "31", "51"), ticks);
  }

  @Test
  void aTaskThatMovesItselfDoesNotRunTwiceAndTakesNoOthersTurn() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    List<MediaLoop.Task> movers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int number = i;
      movers.add(now -> {
        ticks.add("t" + number);
        if (now == 0) {
          slots.move(movers.get(number), now, 20, 0); // the same slot again
        }
      });
      slots.add(movers.get(i));
    }
    slots.run(0);
    assertEquals(List.of("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"),
        ticks.stream().sorted().toList());
  }

  @Test
  void aTaskThatFailsDoesNotStopTheOthers() {
    List<String> failures = new ArrayList<>();
    Slots slots = new Slots(0, (task, why) -> failures.add(why.getMessage()));
    slots.add(now -> {
      throw new IllegalStateException("for the test");
    });
    for (int i = 0; i < 20; i++) {
      slots.add(task("t" + i));
    }
    slots.run(19 * MILLI);
    slots.run(39 * MILLI);
    assertEquals(40, ticks.size());
    assertEquals(List.of("for the test", "for the test"), failures);
  }

  @Test
  void whatIsNotThereIsNotRemovedOrMoved() {
    Slots slots = new Slots(0, (task, why) -> task.failed(why));
    assertEquals(false, slots.remove(task("a")));
    slots.move(task("a"), 0, 5, 0);
    assertEquals(Long.MAX_VALUE, slots.nextNanos());
  }

  private MediaLoop.Task task(String name) {
    return now -> ticks.add(name);
  }
}
