package io.voxbus.media.leg.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Pcm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BotQueueTest {
  private final BotQueue queue = new BotQueue(10 * Pcm.FRAME);
  private final short[] frame = new short[Pcm.FRAME];

  @Test
  void unevenPacketsAfterAPauseWaitForEachOther() {
    say(Pcm.FRAME, 1);
    assertFalse(queue.take(frame));
    say(Pcm.FRAME, 2);
    assertFalse(queue.take(frame));
    say(Pcm.FRAME, 3);
    assertTrue(queue.take(frame));
    assertEquals(1, frame[0]);
    assertTrue(queue.take(frame));
    assertTrue(queue.take(frame));
    assertEquals(3, frame[319]);
    assertFalse(queue.take(frame));
  }

  @Test
  void aShortWordIsHeardToItsLastSample() {
    say(100, 7);
    queue.mark("end", false);
    assertEquals(List.of(), queue.due());
    assertTrue(queue.take(frame));
    short[] expected = new short[Pcm.FRAME];
    Arrays.fill(expected, 0, 100, (short) 7);
    assertEquals(Arrays.toString(expected), Arrays.toString(frame));
    assertEquals(List.of("end"), queue.due());
  }

  @Test
  void marksComeInTheirOrderEachWhenAllBeforeItIsPlayed() {
    say(2 * Pcm.FRAME, 1);
    queue.mark("a", false);
    queue.mark("b", false);
    queue.mark("empty", true);
    say(Pcm.FRAME, 1);
    queue.mark("c", false);
    queue.take(frame);
    assertEquals(List.of(), queue.due());
    queue.take(frame);
    assertEquals(List.of("a", "b"), queue.due());
    queue.take(frame);
    assertEquals(List.of("c", "empty"), queue.due());
    assertEquals(List.of(), queue.due());
  }

  @Test
  void whatIsTooFarAheadIsDroppedAndCounted() {
    assertEquals(0, queue.add(new short[9 * Pcm.FRAME], 9 * Pcm.FRAME));
    assertEquals(100, queue.add(new short[Pcm.FRAME + 100], Pcm.FRAME + 100));
    assertEquals(10, queue.frames());
    queue.clear();
    assertEquals(0, queue.frames());
    assertFalse(queue.take(frame));
  }

  @Test
  void marksOfABotThatPausesAndMarksWithoutEndAreForgotten() {
    say(Pcm.FRAME, 1);
    queue.pause(true);
    for (int i = 0; i < 500; i++) {
      assertTrue(queue.mark("played", false) && queue.mark("drained", true));
    }
    assertFalse(queue.mark("more", false));
    assertFalse(queue.mark("more", true));
    queue.clear();
    assertEquals(1_000, queue.due().size());
    assertTrue(queue.mark("again", false));
  }

  private void say(int count, int value) {
    short[] said = new short[count];
    Arrays.fill(said, (short) value);
    queue.add(said, count);
  }
}
