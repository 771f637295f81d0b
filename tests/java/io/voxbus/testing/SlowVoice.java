package io.voxbus.testing;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The voice {@code slow} of tests: is not ready before it is let, and remembers what it was asked to say. */
public final class SlowVoice implements TtsProvider {
  private static final CountDownLatch READY = new CountDownLatch(1);
  private static final List<String> SAID = new CopyOnWriteArrayList<>();

  /** From now on it can speak. */
  public static void ready() {
    READY.countDown();
  }

  public static List<String> said() {
    return SAID;
  }

  @Override
  public Set<String> names() {
    return Set.of("slow");
  }

  @Override
  public void start(ProviderContext context) {
    try {
      READY.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    return text.map(sentence -> {
      SAID.add(sentence);
      return new AudioFrame(new short[320], 0);
    });
  }
}
