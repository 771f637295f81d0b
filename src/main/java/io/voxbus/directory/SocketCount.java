package io.voxbus.directory;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what clients hold open on this node, on all its event loops and in all versions. */
public final class SocketCount {
  private final int most;
  private final AtomicInteger open;
  private final AtomicInteger own = new AtomicInteger();

  public SocketCount(int most) {
    this(most, new AtomicInteger());
  }

  private SocketCount(int most, AtomicInteger open) {
    this.most = most;
    this.open = open;
  }

  /** The same count, with a part of its own. */
  public SocketCount share() {
    return new SocketCount(most, open);
  }

  public boolean enter() {
    if (open.incrementAndGet() <= most) {
      own.incrementAndGet();
      return true;
    }
    open.decrementAndGet();
    return false;
  }

  public void leave() {
    own.decrementAndGet();
    open.decrementAndGet();
  }

  public int open() {
    return open.get();
  }

  /** Those that came in here. */
  public int own() {
    return own.get();
  }
}
