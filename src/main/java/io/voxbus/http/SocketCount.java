package io.voxbus.http;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what clients hold open on this node, on all its event loops. */
public final class SocketCount {
  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  public SocketCount(int most) {
    this.most = most;
  }

  boolean enter() {
    if (open.incrementAndGet() <= most) {
      return true;
    }
    open.decrementAndGet();
    return false;
  }

  void leave() {
    open.decrementAndGet();
  }

  public int open() {
    return open.get();
  }
}
