package io.voxbus.sip.line;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls at once and new calls a second, e.g. of a carrier. Calls enter on one event loop; they may leave on another, that
 * of the version that they came by.
 */
public final class CallLimit {
  private final int most;
  private final int perSecond;
  private final AtomicInteger calls = new AtomicInteger();
  private double tokens;
  private long atMillis = Long.MIN_VALUE;

  /** 0 stands for no limit. */
  public CallLimit(int most, int perSecond) {
    this.most = most;
    this.perSecond = perSecond;
    tokens = perSecond;
  }

  /** Counts a call, if there is room for it. */
  public boolean enter(long nowMillis) {
    if (atMillis != Long.MIN_VALUE) {
      tokens = Math.min(perSecond, tokens + (nowMillis - atMillis) * perSecond / 1000.0);
    }
    atMillis = nowMillis;
    boolean room = (most == 0 || calls.get() < most) && (perSecond == 0 || tokens >= 1);
    if (room) {
      calls.incrementAndGet();
      tokens--;
    }
    return room;
  }

  /** Counts a call that is there already, whether there is room or not. */
  public void add() {
    calls.incrementAndGet();
  }

  /** A call that was counted has ended. */
  public void leave() {
    calls.decrementAndGet();
  }

  public int calls() {
    return calls.get();
  }
}
