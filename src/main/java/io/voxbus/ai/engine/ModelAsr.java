package io.voxbus.ai.engine;

import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The calls that one model hears: a voice detector cuts utterances, a few threads hear them.
 *
 * <p>Settings: {@code threads} (default 2), {@code waitingUtterances} (default 16) that may be heard or wait for it at
 * once, {@code silenceMillis} (default 400) that end an utterance, {@code partialMillis} of audio between two partial
 * results (0: none).
 */
public final class ModelAsr {
  /** Audio of 20 s that waits while the voice detector is behind. */
  private static final int FRAMES = 1000;

  private final HearingModel model;
  private final ExecutorService earThread = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("asr-ears").factory());
  private final ExecutorService threads;
  private final Scheduler ears = Schedulers.from(earThread);
  private final Scheduler workers;
  private final Semaphore room;
  private final long silenceMillis;
  private final long partialMillis;

  /** @param partialMillis where the settings tell none */
  public ModelAsr(HearingModel model, ProviderContext context, long partialMillis) {
    this.model = model;
    silenceMillis = context.number("silenceMillis", 400);
    this.partialMillis = context.number("partialMillis", partialMillis);
    room = new Semaphore((int) Math.max(1, context.number("waitingUtterances", 16)));
    threads = Executors.newFixedThreadPool((int) Math.max(1, context.number("threads", 2)),
        Thread.ofPlatform().daemon().name("asr-model-", 0).factory());
    workers = Schedulers.from(threads);
  }

  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    try {
      model.check(option);
    } catch (SpeechException refused) {
      return Flowable.error(refused);
    }
    return Flowable.create(out -> listen(audio, option, out.serialize()),
        BackpressureStrategy.BUFFER);
  }

  private void listen(Flowable<AudioFrame> audio, AsrOption option,
      FlowableEmitter<Transcript> out) {
    ModelStream stream = new ModelStream(new ModelStream.Terms(() -> model.open(option), room,
        silenceMillis, partialMillis), workers.createWorker(), out);
    Disposable heard = audio.observeOn(ears, true, FRAMES)
        .subscribe(stream::accept, out::tryOnError, stream::audioEnded);
    out.setCancellable(() -> {
      heard.dispose();
      stream.stop();
    });
  }

  /** After the last call has ended. */
  public void stop() {
    earThread.shutdown();
    Threads.end(threads, model::close);
  }
}
