package io.voxbus.bus;

import org.jspecify.annotations.Nullable;

/** A session that can go on in the code of a newer version of its component. */
public interface Movable {
  /** What its successor goes on with; null while it is in the middle of something. Nothing changes by it. */
  @Nullable
  Handover handOver();

  /** Another sits in its place: from now on it does nothing, and its timers are off. */
  void leaveSeat();
}
