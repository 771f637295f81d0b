package io.voxbus.testing;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * The recogniser and the model {@code late} of tests: it starts when {@link #ready} is called, and says nothing; with
 * {@code extra.fail} it fails at once, with {@code extra.throw} even by an exception.
 */
public final class LateModel implements AsrProvider, RealtimeProvider {
  private static final SynchronousQueue<Boolean> READY = new SynchronousQueue<>();
  private static final BlockingQueue<String> ENDED = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Flowable<RealtimeInput>> HEARD = new LinkedBlockingQueue<>();

  /** Returns when whoever waits for it has been let. */
  public static void ready() throws InterruptedException {
    READY.put(true);
  }

  /** Who has been ended. */
  public static BlockingQueue<String> ended() {
    return ENDED;
  }

  /** What models are told. */
  public static BlockingQueue<Flowable<RealtimeInput>> heard() {
    return HEARD;
  }

  @Override
  public Set<String> names() {
    return Set.of("late");
  }

  @Override
  public void start(ProviderContext context) {
    try {
      READY.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    if (option.extra() != null && option.extra().containsKey("throw")) {
      throw new IllegalArgumentException("thrown");
    }
    return Flowable.<Transcript>never().doOnCancel(() -> ENDED.add("asr"));
  }

  @Override
  public Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option) {
    HEARD.add(input);
    return option.extra() != null && option.extra().containsKey("fail")
        ? Flowable.error(SpeechException.unauthorized("no key"))
        : Flowable.<RealtimeOutput>never().doOnCancel(() -> ENDED.add("realtime"));
  }
}
