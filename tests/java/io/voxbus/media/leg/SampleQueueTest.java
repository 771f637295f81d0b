package io.voxbus.media.leg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
  @Test
  void samplesComeOutInTheirOrderAllThatAreWantedOrNone() {
    SampleQueue queue = new SampleQueue(4, 100);
    queue.add(new short[]{1, 2, 3, 99}, 3);
    short[] two = new short[2];
    assertEquals(true, queue.take(two));
    assertArrayEquals(new short[]{1, 2}, two);
    assertEquals(false, queue.take(two));
    assertArrayEquals(new short[]{1, 2}, two);
    assertEquals(1, queue.size());
  }

  @Test
  void itGrowsAsItMust() {
    SampleQueue queue = new SampleQueue(0, 1_000);
    short[] samples = counting(0, 500);
    queue.add(samples, 500);
    short[] all = new short[500];
    assertEquals(true, queue.take(all));
    assertArrayEquals(samples, all);
  }

  @Test
  void beyondItsBoundTheOldestAreDropped() {
    SampleQueue queue = new SampleQueue(4, 6);
    queue.add(counting(0, 5), 5);
    queue.add(counting(5, 4), 4);
    assertEquals(6, queue.size());
    short[] kept = new short[6];
    queue.take(kept);
    assertArrayEquals(counting(3, 6), kept);
  }

  @Test
  void moreAtOnceThanItsBoundLeavesTheNewest() {
    SampleQueue queue = new SampleQueue(4, 6);
    queue.add(counting(0, 50), 50);
    short[] kept = new short[6];
    assertEquals(true, queue.take(kept));
    assertArrayEquals(counting(44, 6), kept);
  }

  @Test
  void itIsAQueueForAnyPiecesInAndOut() {
    Random random = new Random(7);
    SampleQueue queue = new SampleQueue(3, 10_000);
    Deque<Short> expected = new ArrayDeque<>();
    short next = 0;
    for (int i = 0; i < 2_000; i++) {
      short[] in = counting(next, random.nextInt(50));
      next += (short) in.length;
      queue.add(in, in.length);
      for (short sample : in) {
        expected.add(sample);
      }
      short[] out = new short[random.nextInt(60)];
      if (queue.take(out)) {
        for (short sample : out) {
          assertEquals(expected.remove(), sample);
        }
      }
    }
    assertEquals(expected.size(), queue.size());
  }

  private static short[] counting(int from, int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) (from + i);
    }
    return samples;
  }
}
