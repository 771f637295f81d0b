package io.voxbus.ai.engine;

import io.reactivex.rxjava3.core.Single;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/** As many voices as threads to speak with: a voice serves one thread at a time. */
public final class Voices {
  private final Supplier<? extends LocalVoice> loading;
  private final BlockingQueue<LocalVoice> idle;
  private final SpeakingThreads threads;

  /**
   * @param loading makes a voice
   * @param count   voices, about 6 MB each beyond the first
   * @param waiting pieces of text that may wait for a voice
   */
  public Voices(Supplier<? extends LocalVoice> loading, int count, int waiting) {
    this.loading = loading;
    idle = new ArrayBlockingQueue<>(count);
    threads = new SpeakingThreads(count, waiting);
  }

  /** Loads a voice in the background, so that the first caller need not wait for it. */
  public void warmUp() {
    threads.execute(() -> idle.add(voice()));
  }

  /** Speaks one piece of text; fails with 503 when too many pieces wait already. A voice that has failed is not used again. */
  public Single<short[]> speak(String piece, double speed) {
    return threads.run(() -> {
      LocalVoice voice = voice();
      short[] samples = voice.speak(piece, speed);
      idle.add(voice);
      return samples;
    });
  }

  /** There are never more threads here than voices, so an idle one is there or may be loaded. */
  private LocalVoice voice() {
    LocalVoice voice = idle.poll();
    return voice == null ? loading.get() : voice;
  }
}
