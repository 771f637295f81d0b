package io.voxbus.ai.lasting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.ScriptedTurn;
import org.junit.jupiter.api.Test;

/** 100 ms, 1600 samples, are kept. */
class TurnEarTest {
  private final TurnEar ear = new TurnEar(new ScriptedTurn().heardMillis());

  private static short[] run(int from, int count) {
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) (from + i);
    }
    return pcm;
  }

  @Test
  void whatHasComeIsHeard() {
    assertEquals(0, ear.heard().length);
    ear.hear(run(0, 320));
    ear.hear(run(320, 100));
    assertArrayEquals(run(0, 420), ear.heard());
  }

  @Test
  void theOldestIsForgotten() {
    for (int at = 0; at < 4_800; at += 320) {
      ear.hear(run(at, 320));
    }
    assertArrayEquals(run(3_200, 1_600), ear.heard());
    ear.hear(run(4_800, 7));
    assertArrayEquals(run(3_207, 1_600), ear.heard());
  }

  @Test
  void ofMoreThanIsKeptTheEndCounts() {
    ear.hear(run(0, 100));
    ear.hear(run(100, 5_000));
    assertArrayEquals(run(3_500, 1_600), ear.heard());
    ear.hear(run(5_100, 1_600));
    assertArrayEquals(run(5_100, 1_600), ear.heard());
  }
}
