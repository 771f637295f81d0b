package io.voxbus.ai.engine;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.voxbus.ai.spi.SpeechException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads on which voices of this machine speak, and the pieces of text that wait for one. */
public final class SpeakingThreads {
  private static final Logger LOG = LoggerFactory.getLogger(SpeakingThreads.class);

  private final ThreadPoolExecutor threads;

  /** @param waiting pieces of text that may wait */
  public SpeakingThreads(int count, int waiting) {
    threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(waiting), Thread.ofPlatform().daemon().name("tts-", 0).factory());
  }

  void execute(Runnable work) {
    threads.execute(work);
  }

  /** Speaks one piece of text; fails with 503 when too many pieces wait already. */
  public Single<short[]> run(Supplier<short[]> speaking) {
    return Single.create(result -> {
      try {
        threads.execute(() -> {
          if (!result.isDisposed()) {
            speak(speaking, result);
          }
        });
      } catch (RejectedExecutionException full) {
        result.tryOnError(SpeechException.busy("the local voice is busy"));
      }
    });
  }

  private static void speak(Supplier<short[]> speaking, SingleEmitter<short[]> result) {
    try {
      result.onSuccess(speaking.get());
    } catch (SpeechException told) {
      result.tryOnError(told);
    } catch (RuntimeException | Error bug) {
      LOG.warn("the local voice failed", bug);
      result.tryOnError(SpeechException.failed("the local voice failed"));
    }
  }

  /** After the last call has ended: what waits is spoken for nobody, {@code then} comes last. */
  public void stop(Runnable then) {
    threads.getQueue().clear();
    Threads.end(threads, then);
  }
}
