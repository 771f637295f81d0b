package io.voxbus.bus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of day as calls see it: milliseconds since 1970, going on evenly for as long as a call is on this node. When the
 * clock of the machine is set, or the machine has slept, the calls that are there keep the time they had, and those that
 * begin later have the new one. Otherwise a clock that is set forward would end whatever waits for something, and one that
 * is set back would make it wait as much longer.
 */
public final class CallClock {
  private final LongSupplier wall;
  private final LongSupplier nanos;
  /** Of each call, what the time of day was when the even clock was zero. */
  private final Map<String, Long> zeros = new ConcurrentHashMap<>();

  public CallClock() {
    this(System::currentTimeMillis, System::nanoTime);
  }

  /**
   * @param wall  the time of day, ms since 1970, as {@link System#currentTimeMillis}
   * @param nanos goes on evenly, as {@link System#nanoTime}
   */
  CallClock(LongSupplier wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
  }

  /** The time of a call that begins, or goes on in newer code; until {@link #end}. */
  public LongSupplier begin(String callId) {
    return from(zeros.computeIfAbsent(callId, begun -> zero()));
  }

  /** The call has left this node. */
  public void end(String callId) {
    zeros.remove(callId);
  }

  /** The time of a call, for any thread; of one that is not here, one of its own. */
  public LongSupplier of(String callId) {
    Long zero = zeros.get(callId);
    return from(zero == null ? zero() : zero);
  }

  private long zero() {
    return wall.getAsLong() - evenMillis();
  }

  private long evenMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }

  private LongSupplier from(long zero) {
    return () -> zero + evenMillis();
  }
}
