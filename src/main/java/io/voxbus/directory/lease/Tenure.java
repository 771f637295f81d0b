package io.voxbus.directory.lease;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** The lease of this node as everybody here sees it; for any thread. */
public final class Tenure implements Lease {
  private final LongSupplier clock;
  private final AtomicReference<Promise<Void>> waiting = new AtomicReference<>(Promise.promise());
  private volatile long deadlineNanos;
  private volatile boolean seesMost = true;

  private Tenure(LongSupplier clock, long deadlineNanos) {
    this.clock = clock;
    this.deadlineNanos = deadlineNanos;
  }

  /** Of a node that is alone. */
  public static Tenure forever() {
    return new Tenure(System::nanoTime, Quorum.FOREVER);
  }

  /** Of one that has to be let in first. */
  public static Tenure none(LongSupplier clock) {
    return new Tenure(clock, Quorum.NEVER);
  }

  @Override
  public boolean runs(long nowNanos) {
    return nowNanos < deadlineNanos;
  }

  @Override
  public boolean seesMost() {
    return seesMost;
  }

  /** Whether most nodes are members of the cluster that this one is in. */
  public void seesMost(boolean now) {
    seesMost = now;
  }

  /** Whether this node may act for its calls now. */
  public boolean runs() {
    return runs(clock.getAsLong());
  }

  /** Whether it has ever run. */
  public boolean began() {
    return deadlineNanos != Quorum.NEVER;
  }

  /** For how long it has not run by now. */
  public long lapsedMillis() {
    return Math.max(0, clock.getAsLong() - deadlineNanos) / 1_000_000;
  }

  /** From now on it runs until then. */
  public void until(long nanos) {
    deadlineNanos = nanos;
    if (runs()) {
      Promise<Void> come = Objects.requireNonNull(waiting.getAndSet(Promise.promise()));
      come.tryComplete();
    }
  }

  /** Comes when it runs. */
  public Future<Void> running() {
    Future<Void> next = Objects.requireNonNull(waiting.get()).future(); // first: it may begin meanwhile
    return runs() ? Future.succeededFuture() : next;
  }
}
