package io.voxbus.ai;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.vertx.core.Future;
import io.voxbus.ai.providers.Providers;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.bus.Bus;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Heard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The recogniser of a call: frames in, transcripts out, a vendor that fails asked again while the call lasts. */
final class ListenerSession extends SessionVerticle {
  /** A judge who has no time for this silence has some for the next. */
  private static final int BUSY = 503;
  /** What a vendor that does not take audio may be behind: 10 s of frames. */
  private static final int BUFFERED_FRAMES = 500;

  private final AiRequest.Listen request;
  private final Providers providers;
  private String name;
  private AsrOption option;
  private AsrProvider provider;
  private PublishProcessor<AudioFrame> audio = PublishProcessor.create();
  private Bus.@Nullable Receiving ear;
  private @Nullable Disposable running;
  private boolean over;
  private final Retries retries = new Retries();
  private int utterance = -1;
  private int indexBase;
  private int nextIndex;
  /** Null while nobody judges whether the caller has said all. */
  private @Nullable TurnEar turns;

  ListenerSession(Bus bus, Providers providers, AiRequest.Listen request, String name,
      AsrProvider provider) {
    super(bus);
    this.request = request;
    this.providers = providers;
    this.option = request.option();
    this.name = name;
    this.provider = provider;
  }

  @Override
  public Future<?> start() {
    ear = bus.receiveDirectly(Addresses.heard(request.leg()),
        heard -> context.runOnContext(now -> hear(heard)));
    bus.receive(Addresses.listener(request.leg()), asked -> {
      switch (asked) {
        case AiRequest.Close close -> close();
        case AiRequest.Judge(long silence) -> judge(silence);
        default -> {
        }
      }
    });
    if (request.turns() != null) {
      providers.turns(request.turns()).onSuccess(found -> turns = new TurnEar(found.heardMillis()))
          .onFailure(this::noJudge);
    }
    endWith(request.callId());
    listen();
    return Future.succeededFuture();
  }

  private void hear(Heard heard) {
    audio.onNext(new AudioFrame(heard.pcm(), heard.timeMillis()));
    if (turns != null) {
      turns.hear(heard.pcm());
    }
  }

  /** Without an answer the call goes by the text. */
  private void judge(long silenceMillis) {
    TurnEar ear = turns;
    if (ear == null) {
      return;
    }
    short[] heard = ear.heard();
    providers.turns(String.valueOf(request.turns()))
        .compose(judge -> vertx.executeBlocking(() -> judge.complete(heard), false))
        .onSuccess(sure -> tell(new AiEvent.Judged(silenceMillis, sure)))
        .onFailure(failure -> {
          if (Failures.code(failure) != BUSY) {
            turns = null;
            noJudge(failure);
          }
        });
  }

  private void noJudge(Throwable failure) {
    tell(new AiEvent.JudgeFailed(String.valueOf(request.turns()), Failures.code(failure),
        Failures.reason(failure)));
  }

  /** Also when the node stops: a recogniser at work would talk to a loop that is gone. */
  @Override
  public Future<?> stop() {
    over = true;
    if (ear != null) {
      ear.end();
    }
    stopListening();
    return Future.succeededFuture();
  }

  private void listen() {
    audio = PublishProcessor.create();
    indexBase = nextIndex;
    // deferred: what a provider throws is its failure as well
    running = Flowable.defer(() -> provider.transcribe(audio.onBackpressureBuffer(BUFFERED_FRAMES,
        () -> {}, BackpressureOverflowStrategy.DROP_OLDEST), option))
        .subscribe(transcript -> context.runOnContext(go -> heard(transcript)),
            failure -> context.runOnContext(go -> failed(failure)));
  }

  private void stopListening() {
    if (running != null) {
      running.dispose();
    }
  }

  private void heard(Transcript transcript) {
    retries.succeeded();
    int index = indexBase + transcript.index();
    nextIndex = Math.max(nextIndex, index + 1);
    if (transcript.error() != null) {
      tell(new AiEvent.ListenFailed(name, 503, transcript.error()));
      return;
    }
    long now = System.currentTimeMillis();
    if (index != utterance) {
      utterance = index;
      tell(new AiEvent.ListenTime(name, false, index,
          Math.max(0, now - transcript.startMillis())));
    }
    tell(new AiEvent.Heard(name, index, transcript.isFinal(), transcript.text(),
        transcript.startMillis(), transcript.endMillis()));
    if (transcript.isFinal()) {
      tell(new AiEvent.ListenTime(name, true, index, Math.max(0, now - transcript.startMillis())));
    }
  }

  /** What was asked wrongly stays wrong, and a fallback need not wait; the rest may pass. */
  private void failed(Throwable failure) {
    int code = Failures.code(failure);
    tell(new AiEvent.ListenFailed(name, code, Failures.reason(failure)));
    AsrOption fallback = option.onFallback();
    if (fallback != null) {
      fallBack(fallback);
    } else {
      retries.pauseMillis(code).ifPresent(pause -> vertx.setTimer(pause, again -> askAgain()));
    }
  }

  /** The provider may have been replaced meanwhile. */
  private void askAgain() {
    providers.asr(name).onSuccess(found -> {
      provider = found;
      if (!over) {
        listen();
      }
    }).onFailure(failure -> {
      if (!over) {
        failed(failure);
      }
    });
  }

  private void fallBack(AsrOption fallback) {
    option = fallback;
    name = Objects.requireNonNull(fallback.provider());
    askAgain();
  }

  private void tell(AiEvent event) {
    bus.send(Addresses.aiEvents(request.leg()), event);
  }
}
