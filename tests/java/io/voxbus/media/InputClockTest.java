package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** When what arrives was said; frames of 20 ms. */
class InputClockTest {
  private final InputClock clock = new InputClock();

  @Test
  void aFrameWasSaidDuringTheTwentyMillisecondsBeforeItArrived() {
    assertEquals(980, clock.stamp(1_000, 0));
  }

  @Test
  void framesAreTwentyMillisecondsApartHoweverTheyArrive() {
    assertEquals(980, clock.stamp(1_000, 0));
    assertEquals(1_000, clock.stamp(1_035, 0));
    assertEquals(1_020, clock.stamp(1_036, 0));
    assertEquals(1_040, clock.stamp(1_062, 0));
  }

  @Test
  void framesOfOnePacketWereSaidOneAfterTheOther() {
    assertEquals(900, clock.stamp(1_000, 4));
    assertEquals(920, clock.stamp(1_000, 3));
    assertEquals(940, clock.stamp(1_000, 2));
    assertEquals(960, clock.stamp(1_000, 1));
    assertEquals(980, clock.stamp(1_000, 0));
  }

  @Test
  void afterAPauseOfTheCallerTimeGoesOn() {
    clock.stamp(1_000, 0);
    assertEquals(4_980, clock.stamp(5_000, 0));
    assertEquals(5_000, clock.stamp(5_020, 0));
  }

  @Test
  void aGapOfSixtyMillisecondsIsStillJitter() {
    clock.stamp(1_000, 0);
    assertEquals(1_000, clock.stamp(1_080, 0));
    assertEquals(1_081, clock.stamp(1_101, 0));
  }

  @Test
  void timeNeverGoesBack() {
    clock.stamp(1_000, 0);
    assertEquals(1_000, clock.stamp(500, 0));
    assertEquals(1_020, clock.stamp(0, 50));
  }

  /** The frames that were held up with a late one come at once: then it is clear how late it was. */
  @Test
  void aFrameThatWasLateDoesNotMakeTheNextOnesLate() {
    clock.stamp(1_000, 0);
    assertEquals(1_100, clock.stamp(1_120, 0));
    assertEquals(1_120, clock.stamp(1_121, 0));
    assertEquals(1_121, clock.stamp(1_122, 0));
    assertEquals(1_122, clock.stamp(1_123, 0));
    assertEquals(1_123, clock.stamp(1_124, 0));
    assertEquals(1_124, clock.stamp(1_140, 0));
    assertEquals(1_144, clock.stamp(1_160, 0));
  }
}
