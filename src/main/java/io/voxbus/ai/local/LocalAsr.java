package io.voxbus.ai.local;

import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The built-in recogniser: English, with the phrases or the grammar of {@code asr.extra} nearly without error, with open
 * vocabulary as well as it can.
 *
 * <p>Settings: {@code recognizers} (default 2) at most, of which {@code preload} (default 1) are loaded at the start and the
 * others when there is more to hear at once; {@code waitingUtterances} (default 16) that may wait for one; {@code
 * silenceMillis} (default 400) of silence that end an utterance.
 */
public final class LocalAsr implements AsrProvider {
  /** Audio of 20 s that waits while the voice detector is behind. */
  private static final int FRAMES = 1000;

  /** The voice detectors of all calls, 0.1 ms a frame. */
  private final ExecutorService earThread = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("asr-ears").factory());
  private final Scheduler ears = Schedulers.from(earThread);
  private final Scheduler checks = Schedulers.from(Executors.newVirtualThreadPerTaskExecutor());
  private volatile @Nullable Recognisers recognisers;
  private volatile long silenceMillis;

  @Override
  public Set<String> names() {
    return Set.of("local", "sphinx");
  }

  /** Returns at once; the models load in the background. */
  @Override
  public void start(ProviderContext context) {
    silenceMillis = context.number("silenceMillis", 400);
    recognisers = new Recognisers((int) context.number("preload", 1),
        (int) Math.max(1, context.number("recognizers", 2)),
        (int) context.number("waitingUtterances", 16),
        Beams.TUNED);
  }

  @Override
  public void stop() {
    Recognisers started = recognisers;
    if (started != null) {
      started.stop();
    }
    earThread.shutdown();
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Recognisers started = recognisers;
    if (started == null) {
      return Flowable.error(new IllegalStateException("not started"));
    }
    String grammar;
    try {
      checkLanguage(option.language());
      grammar = Phrases.grammarOf(option);
    } catch (SpeechException refused) {
      return Flowable.error(refused);
    }
    Flowable<Transcript> texts = Flowable.create(
        out -> listen(audio, started, grammar, out.serialize()), BackpressureStrategy.BUFFER);
    return grammar == null
        ? texts
        : texts.mergeWith(
            Completable.fromAction(() -> started.check(grammar)).subscribeOn(checks));
  }

  private void listen(Flowable<AudioFrame> audio, Recognisers started, @Nullable String grammar,
      FlowableEmitter<Transcript> out) {
    Listening listening = new Listening(started, grammar, silenceMillis, out);
    Disposable heard = audio
        .observeOn(ears, true, FRAMES)
        .subscribe(listening::accept, out::tryOnError, listening::audioEnded);
    out.setCancellable(() -> {
      heard.dispose();
      listening.stop();
    });
  }

  private static void checkLanguage(@Nullable String language) {
    if (language != null && !language.isEmpty()
        && !language.toLowerCase(Locale.ROOT).matches("auto|en([-_].*)?")) {
      throw SpeechException
          .refused("the local recogniser understands English only, not '" + language + "'");
    }
  }
}
