package io.voxbus.call;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What another node would restore a call from, kept where that node finds it. One write is under way at a time; what has
 * changed meanwhile goes with the next.
 */
final class Replica {
  /** Calls go on when the nodes that keep it are slow: then what is told may be ahead of what is kept. */
  private static final long PATIENCE_MILLIS = 250;

  /** Keeps what is now; comes when it is kept. */
  interface Keeping {
    Future<Void> keep();
  }

  private record Waiting(long change, Promise<Void> kept) {}

  private final Vertx vertx;
  private final boolean keeps;
  private final Keeping keeping;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private Future<Void> write = Future.succeededFuture();
  private long changes;
  private long kept;
  private boolean stopped;

  Replica(Vertx vertx, boolean keeps, Keeping keeping) {
    this.vertx = vertx;
    this.keeps = keeps;
    this.keeping = keeping;
  }

  /** Whether there is another node that could restore the call. */
  boolean keeps() {
    return keeps && !stopped;
  }

  /** Whether nothing is being written. */
  boolean idle() {
    return write.isComplete() && waiting.isEmpty();
  }

  /** The call has changed; comes when that is kept, or would take too long. */
  Future<Void> changed() {
    if (!keeps()) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = Promise.promise();
    waiting.add(new Waiting(++changes, promise));
    write();
    return promise.future();
  }

  /** Nothing is kept any more; comes when the last write has ended. */
  Future<Void> stop() {
    stopped = true;
    settle(changes);
    return write;
  }

  private void write() {
    if (!write.isComplete() || kept == changes || stopped) {
      return;
    }
    long covers = changes;
    Promise<Void> done = Promise.promise();
    write = done.future();
    long timer = vertx.setTimer(PATIENCE_MILLIS, late -> settle(covers));
    keeping.keep().onComplete(written -> {
      vertx.cancelTimer(timer);
      kept = Math.max(kept, covers);
      done.complete();
      settle(covers);
      write();
    });
  }

  private void settle(long upTo) {
    while (!waiting.isEmpty() && waiting.element().change() <= upTo) {
      waiting.remove().kept().complete();
    }
  }
}
