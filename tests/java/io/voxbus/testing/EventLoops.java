package io.voxbus.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Asks on an event loop what the product asks there: a test's own thread may come too late for an answer's body. */
public final class EventLoops {
  private EventLoops() {}

  public static <T> Future<T> ask(Vertx vertx, Supplier<Future<T>> question) {
    Promise<T> answer = Promise.promise();
    vertx.runOnContext(now -> question.get().onComplete(answer));
    return answer.future();
  }
}
