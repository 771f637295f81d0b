package io.voxbus.sip.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LagTest {
  private static final long MILLI = 1_000_000;

  private final Lag lag = new Lag(300);
  private long now = 77_000 * MILLI;

  @Test
  void messagesThatHaveAllWaitedTooLongForASecondStandInAQueue() {
    take(90, 10, 400);
    assertFalse(lag.isStanding());
    take(20, 10, 400);
    assertTrue(lag.isStanding());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_200, 5_000})
  void oneStopOfTheLoopIsNoQueue(int millis) {
    List<Boolean> standing = new ArrayList<>();
    take(50, 10, 0);
    now += millis * MILLI; // it has everything to do at once that came meanwhile
    for (int waited = millis; waited > 0; waited -= 20) {
      lag.took(waited * MILLI, now);
      standing.add(lag.isStanding());
    }
    assertEquals(List.of(false), standing.stream().distinct().toList());
  }

  @Test
  void whenOneHasHardlyWaitedNewCallsAreTakenAgain() {
    take(110, 10, 400);
    take(1, 10, 300);
    assertFalse(lag.isStanding());
  }

  @Test
  void messagesWithALongTimeBetweenThemAreNoQueueHoweverLateTheyAre() {
    take(10, 1_500, 400);
    assertFalse(lag.isStanding());
  }

  /** So many messages. */
  private void take(int count, long everyMillis, long waitedMillis) {
    for (int i = 0; i < count; i++) {
      now += everyMillis * MILLI;
      lag.took(waitedMillis * MILLI, now);
    }
  }
}
