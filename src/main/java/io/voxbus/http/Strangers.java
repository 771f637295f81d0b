package io.voxbus.http;

import io.voxbus.bus.Fault;
import io.voxbus.directory.SocketCount;

/**
 * Sockets that have brought no key yet, because it comes with their call: so few at a time that they keep nobody out
 * who has one.
 */
final class Strangers {
  private static final int SHARE = 20;

  private final SocketCount waiting;
  private final boolean anybody;

  /** @param anybody whether no key is wanted: then nobody is a stranger */
  Strangers(int maxSockets, boolean anybody) {
    this.waiting = new SocketCount(Math.max(1, maxSockets / SHARE));
    this.anybody = anybody;
  }

  /**
   * Lets one in.
   *
   * @return to be run when it is none any more, or gone; more than once does no harm
   * @throws Fault 503 when too many wait
   */
  Runnable enter() {
    if (anybody) {
      return () -> {};
    }
    if (!waiting.enter()) {
      throw Fault.unavailable("too many sockets have not said yet what their call is");
    }
    boolean[] left = {false};
    return () -> {
      if (!left[0]) {
        left[0] = true;
        waiting.leave();
      }
    };
  }
}
