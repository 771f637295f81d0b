package io.voxbus.ai.local;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.voxbus.ai.spi.SpeechException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As many voices as threads to speak with: a voice serves one thread at a time. */
final class Voices {
  private static final Logger LOG = LoggerFactory.getLogger(Voices.class);

  private final Supplier<? extends LocalVoice> loading;
  private final BlockingQueue<LocalVoice> idle;
  private final ThreadPoolExecutor threads;

  /**
   * @param loading makes a voice
   * @param count   voices, about 6 MB each beyond the first
   * @param waiting pieces of text that may wait for a voice
   */
  Voices(Supplier<? extends LocalVoice> loading, int count, int waiting) {
    this.loading = loading;
    idle = new ArrayBlockingQueue<>(count);
    threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(waiting), Thread.ofPlatform().daemon().name("tts-", 0).factory());
  }

  /** Loads a voice in the background, so that the first caller need not wait for it. */
  void warmUp() {
    threads.execute(() -> idle.add(voice()));
  }

  /** Speaks one piece of text; fails with 503 when too many pieces wait already. */
  Single<short[]> speak(String piece, double speed) {
    return Single.create(result -> {
      try {
        threads.execute(() -> {
          if (!result.isDisposed()) {
            speakNow(piece, speed, result);
          }
        });
      } catch (RejectedExecutionException full) {
        result.tryOnError(SpeechException.busy("the local voice is busy"));
      }
    });
  }

  /** A voice that has failed is not used again. */
  private void speakNow(String piece, double speed, SingleEmitter<short[]> result) {
    try {
      LocalVoice voice = voice();
      short[] samples = voice.speak(piece, speed);
      idle.add(voice);
      result.onSuccess(samples);
    } catch (RuntimeException | Error bug) {
      LOG.warn("the local voice failed", bug);
      result.tryOnError(SpeechException.failed("the local voice failed"));
    }
  }

  /** There are never more threads here than voices, so an idle one is there or may be loaded. */
  private LocalVoice voice() {
    LocalVoice voice = idle.poll();
    return voice == null ? loading.get() : voice;
  }
}
