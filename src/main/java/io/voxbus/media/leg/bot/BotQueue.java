package io.voxbus.media.leg.bot;

import io.voxbus.audio.Pcm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What a bot has said and nobody has heard yet, with its marks. Bots talk faster than real time, or packet by packet as
 * it is to be heard: after a pause a little is kept back, so that the packets may come unevenly; not what ends with a mark.
 */
final class BotQueue {
  private static final int AHEAD_FRAMES = 3;

  /** Due when {@code at} samples have been taken. */
  private record Mark(long at, String name) {}

  /** A bot that marks more than this asks for nothing that makes sense. */
  private static final int MOST_MARKS = 1_000;

  private final int most;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private final Deque<String> whenEmpty = new ArrayDeque<>();
  private short[] samples = new short[8 * Pcm.FRAME];
  private int start;
  private int size;
  private long taken;
  private int waitedTicks;
  private boolean flowing;
  private boolean paused;

  BotQueue(int most) {
    this.most = most;
  }

  /** @return how many of them there is no room for; they are dropped */
  int add(short[] from, int length) {
    int fits = Math.min(length, most - size);
    if (size + fits > samples.length) {
      grow(size + fits);
    }
    for (int i = 0; i < fits; i++) {
      samples[(start + size + i) % samples.length] = from[i];
    }
    size += fits;
    return length - fits;
  }

  /** @return false when there are so many already that it is forgotten */
  boolean mark(String name, boolean onceEmpty) {
    if (marks.size() + whenEmpty.size() >= MOST_MARKS) {
      return false;
    }
    if (onceEmpty) {
      whenEmpty.add(name);
    } else {
      marks.add(new Mark(taken + size, name));
    }
    return true;
  }

  void pause(boolean pause) {
    paused = pause;
  }

  boolean paused() {
    return paused;
  }

  /** Whole frames that wait. */
  int frames() {
    return size / Pcm.FRAME;
  }

  /** Fills the frame of this tick, at the end of what was said with silence; false when there is nothing to hear. */
  boolean take(short[] frame) {
    if (paused || size == 0) {
      flowing = flowing && size > 0;
      waitedTicks = 0;
      return false;
    }
    if (!flowing && marks.isEmpty() && size < AHEAD_FRAMES * Pcm.FRAME
        && ++waitedTicks < AHEAD_FRAMES) {
      return false;
    }
    flowing = true;
    int count = Math.min(frame.length, size);
    for (int i = 0; i < count; i++) {
      frame[i] = samples[(start + i) % samples.length];
    }
    Arrays.fill(frame, count, frame.length, (short) 0);
    drop(count);
    return true;
  }

  /** The marks that are due since the last time, in their order. */
  List<String> due() {
    if (marks.isEmpty() && (whenEmpty.isEmpty() || size > 0)) {
      return List.of();
    }
    List<String> due = new ArrayList<>();
    while (!marks.isEmpty() && marks.element().at <= taken) {
      due.add(marks.remove().name);
    }
    if (size == 0) {
      due.addAll(whenEmpty);
      whenEmpty.clear();
    }
    return due;
  }

  /** Forgets what waits; all marks are due by that. */
  void clear() {
    drop(size);
    flowing = false;
  }

  private void drop(int count) {
    start = (start + count) % samples.length;
    size -= count;
    taken += count;
  }

  private void grow(int needed) {
    short[] grown = new short[Math.max(needed, samples.length * 2)];
    for (int i = 0; i < size; i++) {
      grown[i] = samples[(start + i) % samples.length];
    }
    samples = grown;
    start = 0;
  }
}
