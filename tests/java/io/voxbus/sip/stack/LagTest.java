package io.voxbus.sip.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final long MILLI = 1_000_000;

  private final Lag lag = new Lag(300);
  private long now = 77_000 * MILLI;

  @Test
  void messagesThatHaveAllWaitedTooLongForASecondStandInAQueue() {
    take(110, 400);
    assertTrue(lag.isStanding());
  }

  @Test
  void oneStopOfTheLoopIsNoQueue() {
    List<Boolean> standing = new ArrayList<>();
    take(50, 0);
    now += 2_000 * MILLI; // it stopped, and has everything to do at once that came meanwhile
    for (int waited = 2_000; waited > 0; waited -= 20) {
      lag.took(waited * MILLI, now);
      standing.add(lag.isStanding());
    }
    take(150, 0);
    standing.add(lag.isStanding());
    assertEquals(List.of(false), standing.stream().distinct().toList());
  }

  @Test
  void whenTheQueueIsGoneNewCallsAreTakenAgain() {
    take(110, 400);
    take(50, 10);
    assertTrue(lag.isStanding(), "this second is not over");
    take(60, 10);
    assertFalse(lag.isStanding());
  }

  @Test
  void whoeverComesAfterAPauseMeetsNoQueue() {
    take(110, 400);
    now += 5_000 * MILLI;
    take(1, 0);
    assertFalse(lag.isStanding());
  }

  /** So many messages, one every 10 ms. */
  private void take(int count, long waitedMillis) {
    for (int i = 0; i < count; i++) {
      now += 10 * MILLI;
      lag.took(waitedMillis * MILLI, now);
    }
  }
}
