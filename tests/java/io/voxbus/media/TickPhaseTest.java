package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a call's tick comes. */
class TickPhaseTest {
  private final TickPhase phase = new TickPhase();

  @Test
  void movesToThreeMillisecondsAfterTheLatestFrameOfTheFirstTen() {
    assertEquals(0, frames(8, 17));
    assertEquals(0, frames(1, 15));
    assertEquals(12, frames(1, 17));
  }

  @Test
  void staysWhereFramesComeShortlyBeforeIt() {
    assertEquals(0, frames(10, 5));
    assertEquals(0, frames(250, 5));
  }

  @Test
  void staysWhenTheNetworkJitters() {
    frames(10, 3);
    assertEquals(0, frames(249, 15));
    assertEquals(0, frames(1, 1));
  }

  @Test
  void followsTheCallersClockEveryFiveSeconds() {
    frames(10, 3);
    assertEquals(0, frames(249, 19));
    assertEquals(16, frames(1, 19));
    assertEquals(0, frames(250, 3));
  }

  @Test
  void neverSkipsATick() {
    frames(9, 45);
    assertEquals(19, frames(1, 45));
  }

  /** The sum of all moves. */
  private int frames(int count, int waitMillis) {
    return IntStream.range(0, count).map(i -> phase.earlierMillis(waitMillis * 1_000_000L)).sum();
  }
}
