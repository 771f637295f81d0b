package io.voxbus.ai.local;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One utterance on its way: the stream that hears it adds frames, the recogniser that has it takes them. It is bounded
 * by the longest utterance that is allowed, which its stream sees to.
 */
final class Utterance {
  private static final short[] END = {};
  /** A stream that has stopped, without a word, must not keep a recogniser. */
  private static final long STALLED_SECONDS = 2;

  private final BlockingQueue<short[]> frames = new LinkedBlockingQueue<>();
  private final long startMillis;
  private volatile long endMillis;
  private volatile boolean cancelled;

  /** @param startMillis wall clock of its first voiced frame, ms */
  Utterance(long startMillis) {
    this.startMillis = startMillis;
    this.endMillis = startMillis;
  }

  void add(short[] frame) {
    if (frame.length > 0 && !cancelled) {
      frames.add(frame);
    }
  }

  /** @param endMillis wall clock of the end of its last voiced frame so far, ms */
  void voicedUntil(long endMillis) {
    this.endMillis = endMillis;
  }

  /** Nothing more will be added. */
  void end() {
    frames.add(END);
  }

  /** Nobody wants its text any more. */
  void cancel() {
    cancelled = true;
    frames.clear();
    frames.add(END);
  }

  boolean isCancelled() {
    return cancelled;
  }

  long startMillis() {
    return startMillis;
  }

  long endMillis() {
    return endMillis;
  }

  /** Waits for the next frame; null at the end, or when none has come for long. */
  short @Nullable [] take() throws InterruptedException {
    short[] frame = frames.poll(STALLED_SECONDS, TimeUnit.SECONDS);
    return frame == null || frame.length == 0 || cancelled ? null : frame;
  }
}
