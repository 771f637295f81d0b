package io.voxbus.call.record;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The one thread on which a sink uses its folder, and the bound of what waits for it. */
final class RecordWriter {
  /** Some kilobytes each. */
  private static final int MAX_WAITING = 10_000;
  private final WorkerExecutor thread;
  private final Consumer<String> failed;
  private final AtomicInteger waiting = new AtomicInteger();

  RecordWriter(Vertx vertx, Consumer<String> failed) {
    thread = vertx.createSharedWorkerExecutor("call-records-" + UUID.randomUUID(), 1);
    this.failed = failed;
  }

  /** Writes a record. */
  <T> Future<T> write(String callId, Callable<T> work) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      IOException tooMany = new IOException("too many call records wait for the disk");
      tell(callId, tooMany);
      return Future.failedFuture(tooMany);
    }
    return run(work).onComplete(done -> waiting.decrementAndGet())
        .onFailure(failure -> tell(callId, failure));
  }

  /** Does anything else with the folder. */
  <T> Future<T> run(Callable<T> work) {
    try {
      return thread.executeBlocking(work, false);
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(new IOException("the sink is closed"));
    }
  }

  Future<Void> close() {
    return run(() -> true).eventually(thread::close).mapEmpty();
  }

  private void tell(String callId, Throwable failure) {
    String why = failure instanceof FileSystemException
        ? failure.getClass().getSimpleName()
        : String.valueOf(failure.getMessage());
    failed.accept("the record of call " + callId + " is lost: " + why);
  }
}
