package io.voxbus.ai.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of threads that use a model. */
final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final long SECONDS = 5;

  private Threads() {}

  /** Frees a model when nobody uses it any more: what is freed in use ends the process. */
  static void end(ExecutorService threads, Runnable free) {
    threads.shutdown();
    try {
      if (threads.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
        free.run();
      } else {
        LOG.warn("a model is still at work and is not freed");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
