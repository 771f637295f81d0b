package io.voxbus.http.llm;

import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What one key may ask of the language model on this node, over all event loops. */
final class LlmQuota implements Shareable {
  private static final long MINUTE_MILLIS = 60_000;

  private record Minute(long startMillis, int requests) {
    Minute next(long nowMillis) {
      return nowMillis - startMillis >= MINUTE_MILLIS
          ? new Minute(nowMillis, 1)
          : new Minute(startMillis, requests + 1);
    }
  }

  private final int perMinute;
  private final int atOnce;
  private final AtomicReference<Minute> minute = new AtomicReference<>(new Minute(0, 0));
  private final AtomicInteger running = new AtomicInteger();

  LlmQuota(int perMinute, int atOnce) {
    this.perMinute = perMinute;
    this.atOnce = atOnce;
  }

  /** Whether one more may run now; then {@link #leave} must follow. */
  boolean enter(long nowMillis) {
    if (running.incrementAndGet() > atOnce
        || minute.updateAndGet(before -> before.next(nowMillis)).requests() > perMinute) {
      running.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    running.decrementAndGet();
  }
}
