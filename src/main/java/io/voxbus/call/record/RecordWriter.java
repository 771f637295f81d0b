package io.voxbus.call.record;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The one thread on which a sink uses its folder, and the bound of what waits for it. A record that the disk does not
 * take, as it is full, waits in memory until it does.
 */
final class RecordWriter {
  /** Some kilobytes each. */
  private static final int MAX_WAITING = 10_000;
  private final Vertx vertx;
  private final WorkerExecutor thread;
  private final Consumer<String> failed;
  private final AtomicInteger waiting = new AtomicInteger();
  /** The next tries of what the disk has refused. */
  private final Queue<Runnable> refused = new ConcurrentLinkedQueue<>();
  private final long timer;
  private volatile boolean closing;

  private record Writing<T>(String callId, Callable<T> work, Promise<T> safe) {}

  /**
   * @param failed      told of each record that waits for the disk, and of each that is lost
   * @param retryMillis until the disk is tried again
   */
  RecordWriter(Vertx vertx, Consumer<String> failed, long retryMillis) {
    this.vertx = vertx;
    this.failed = failed;
    thread = vertx.createSharedWorkerExecutor("call-records-" + UUID.randomUUID(), 1);
    timer = vertx.setPeriodic(Math.max(1, retryMillis), due -> tryNext());
  }

  /** Writes a record; it is lost only when too many wait, or the disk does not take it before {@link #close}. */
  <T> Future<T> write(String callId, Callable<T> work) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      IOException tooMany = new IOException("too many call records wait for the disk");
      tell(callId, "is lost", tooMany);
      return Future.failedFuture(tooMany);
    }
    Writing<T> record = new Writing<>(callId, work, Promise.promise());
    attempt(record, true);
    return record.safe().future().onComplete(done -> waiting.decrementAndGet());
  }

  /** Does anything else with the folder. */
  <T> Future<T> run(Callable<T> work) {
    try {
      return thread.executeBlocking(work, false);
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(new IOException("the sink is closed"));
    }
  }

  /** What waits is tried once more. */
  Future<Void> close() {
    closing = true;
    vertx.cancelTimer(timer);
    tryAll();
    return run(() -> true).eventually(thread::close).mapEmpty();
  }

  private <T> void attempt(Writing<T> record, boolean first) {
    run(record.work()).onSuccess(done -> {
      record.safe().complete(done);
      tryNext();
    }).onFailure(failure -> {
      if (closing || !(failure instanceof IOException)) {
        tell(record.callId(), "is lost", failure);
        record.safe().fail(failure);
      } else {
        refuse(record, failure, first);
      }
    });
  }

  private void refuse(Writing<?> record, Throwable failure, boolean first) {
    if (first) {
      tell(record.callId(), "waits", failure);
    }
    refused.add(() -> attempt(record, false));
    if (closing) {
      tryAll(); // since a moment ago
    }
  }

  /** One at a time: when the disk takes it, the next one follows. */
  private void tryNext() {
    Runnable next = refused.poll();
    if (next != null) {
      next.run();
    }
  }

  private void tryAll() {
    for (Runnable next = refused.poll(); next != null; next = refused.poll()) {
      next.run();
    }
  }

  private void tell(String callId, String what, Throwable failure) {
    String why = failure instanceof FileSystemException
        ? failure.getClass().getSimpleName()
        : String.valueOf(failure.getMessage());
    failed.accept("the record of call " + callId + " " + what + ": " + why);
  }
}
