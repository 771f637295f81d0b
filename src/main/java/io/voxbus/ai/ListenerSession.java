package io.voxbus.ai;

import io.vertx.core.Future;
import io.voxbus.ai.lasting.Recognition;
import io.voxbus.ai.lasting.TurnEar;
import io.voxbus.ai.providers.Providers;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.bus.Movable;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Heard;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The recogniser of a call: frames in, transcripts out, a vendor that fails asked again while the call lasts. */
final class ListenerSession extends SessionVerticle implements Movable, Recognition.Reader {
  /** A judge who has no time for this silence has some for the next. */
  private static final int BUSY = 503;

  private final AiRequest.Listen request;
  private final Providers providers;
  private final @Nullable AsrProvider first;
  private final Retries retries;
  private String name;
  private AsrOption option;
  private Bus.@Nullable Receiving ear;
  /** Null while none works, and for good after a failure that stays. */
  private @Nullable Recognition recognition;
  private boolean over;
  /** Something has been asked for that this session only can take. */
  private int awaited;
  private int utterance = -1;
  private int indexBase;
  private int nextIndex;
  /** Null while nobody judges whether the caller has said all. */
  private @Nullable TurnEar turns;

  /**
   * What newer code goes on with.
   *
   * @param name      of the provider
   * @param failures  one after the other
   * @param indexBase of the first utterance of the recogniser that works
   */
  private record Text(String name, AsrOption option, int failures, int utterance, int indexBase,
      int nextIndex) {}

  ListenerSession(Bus bus, Providers providers, AiRequest.Listen request, String name,
      AsrProvider provider) {
    super(bus);
    this.request = request;
    this.providers = providers;
    this.retries = new Retries(0);
    this.option = request.option();
    this.name = name;
    this.first = provider;
  }

  private ListenerSession(Bus bus, Providers providers, Handover left, Text text) {
    super(bus);
    this.request = Objects.requireNonNull(left.get(AiRequest.Listen.class));
    this.providers = providers;
    this.first = null;
    this.retries = new Retries(text.failures());
    this.name = text.name();
    this.option = text.option();
    this.utterance = text.utterance();
    this.indexBase = text.indexBase();
    this.nextIndex = text.nextIndex();
    this.recognition = left.get(Recognition.class);
    this.turns = left.get(TurnEar.class);
  }

  /** @throws IllegalArgumentException when older code has written it in a way that this can't read */
  static ListenerSession successor(Bus bus, Providers providers, Handover left) {
    return new ListenerSession(bus, providers, left, left.read(Text.class));
  }

  @Override
  public @Nullable Handover handOver() {
    if (awaited > 0 || over) {
      return null;
    }
    Map<Class<?>, Object> things = new HashMap<>(Map.of(AiRequest.Listen.class, request));
    if (recognition != null) {
      things.put(Recognition.class, recognition);
    }
    if (turns != null) {
      things.put(TurnEar.class, turns);
    }
    return new Handover(Json.text(
        new Text(name, option, retries.failures(), utterance, indexBase, nextIndex)), things);
  }

  @Override
  public void leaveSeat() {
    over = true;
    lookNoMore();
    if (ear != null) {
      ear.end();
    }
  }

  @Override
  public Future<?> start() {
    bus.receive(Addresses.listener(request.leg()), asked -> {
      switch (asked) {
        case AiRequest.Close close -> close();
        case AiRequest.Judge(long silence) -> judge(silence);
        default -> {
        }
      }
    });
    endWith(request.callId());
    if (first == null) {
      goOn();
    } else {
      askForJudge();
      listen(first);
    }
    ear = bus.receiveDirectly(Addresses.heard(request.leg()),
        heard -> context.runOnContext(now -> hear(heard)));
    return Future.succeededFuture();
  }

  private void goOn() {
    if (recognition != null) {
      recognition.readBy(this);
    }
  }

  private void askForJudge() {
    if (request.turns() != null) {
      awaited++;
      providers.turns(request.turns()).onComplete(asked -> awaited--)
          .onSuccess(found -> turns = new TurnEar(found.heardMillis()))
          .onFailure(this::noJudge);
    }
  }

  private void hear(Heard heard) {
    if (recognition != null) {
      recognition.hear(new AudioFrame(heard.pcm(), heard.timeMillis()));
    }
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
    if (recognition != null) {
      recognition.end();
    }
    return Future.succeededFuture();
  }

  private void listen(AsrProvider provider) {
    indexBase = nextIndex;
    recognition = new Recognition(provider, option, context, this);
  }

  @Override
  public void understood(Transcript transcript) {
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
  @Override
  public void failed(Throwable failure) {
    recognition = null;
    int code = Failures.code(failure);
    tell(new AiEvent.ListenFailed(name, code, Failures.reason(failure)));
    AsrOption fallback = option.onFallback();
    if (fallback != null) {
      fallBack(fallback);
    } else {
      retries.pauseMillis(code).ifPresent(pause -> {
        awaited++;
        vertx.setTimer(pause, again -> {
          awaited--;
          askAgain();
        });
      });
    }
  }

  /** The provider may have been replaced meanwhile. */
  private void askAgain() {
    awaited++;
    providers.asr(name).onComplete(found -> {
      awaited--;
      if (!over && found.succeeded()) {
        listen(found.result());
      } else if (!over) {
        failed(found.cause());
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
