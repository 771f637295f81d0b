package io.voxbus.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether everything that the nodes share has its copies. Hazelcast looks that up for up to ten seconds while nodes come
 * and go, in the thread that asks; so a thread of its own asks, one at a time, and what is not known in time is not safe.
 */
final class Copies {
  private final BooleanSupplier look;
  private final Duration patience;
  private CompletableFuture<Boolean> asked = CompletableFuture.completedFuture(false);

  /** @param look may block */
  Copies(BooleanSupplier look, Duration patience) {
    this.look = look;
    this.patience = patience;
  }

  /** Never fails; comes in the context of whoever asks. */
  Future<Boolean> made() {
    CompletableFuture<Boolean> answer = ask().copy().exceptionally(failure -> false)
        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS);
    Context context = Vertx.currentContext();
    return context == null
        ? Future.fromCompletionStage(answer)
        : Future.fromCompletionStage(answer, context);
  }

  private synchronized CompletableFuture<Boolean> ask() {
    if (asked.isDone()) {
      asked = CompletableFuture.supplyAsync(look::getAsBoolean, Thread::startVirtualThread);
    }
    return asked;
  }
}
