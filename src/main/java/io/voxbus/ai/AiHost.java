package io.voxbus.ai;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.ai.cache.PhraseKey;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.ai.pass.PassSession;
import io.voxbus.ai.providers.Providers;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.Secrets;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the recogniser and the voice of calls. */
public final class AiHost extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(AiHost.class);
  private static final long WARM_UP_MILLIS = 500;
  private static final CallReply.Done DONE = new CallReply.Done();

  private final Bus bus;
  private final AiConfig config;
  private final Providers providers;
  private final TtsCache cache;

  public AiHost(Bus bus, AiConfig config, Providers providers, TtsCache cache) {
    this.bus = bus;
    this.config = config;
    this.providers = providers;
    this.cache = cache;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.ai(), request -> switch (request) {
      case AiRequest.Listen listen -> listen(listen);
      case AiRequest.OpenVoice voice -> bus
          .open(new VoiceSession(bus, config, providers, cache, voice)).map(opened -> DONE);
      case AiRequest.Pass pass -> pass(pass);
      case AiRequest.Precache wanted -> precache(wanted);
      case AiRequest.Converse converse -> converse(converse);
      default -> Future.failedFuture(Fault.badRequest("the ai host only opens"));
    });
    vertx.setTimer(WARM_UP_MILLIS, due -> warmUp());
    return Future.succeededFuture();
  }

  /** What most calls will use is loaded before the first of them needs it, but after the node has started. */
  private void warmUp() {
    providers.asr(Objects.requireNonNull(config.asr()))
        .onFailure(failure -> LOG.atWarn().log(Failures.reason(failure)));
    providers.tts(Objects.requireNonNull(config.tts()))
        .onFailure(failure -> LOG.atWarn().log(Failures.reason(failure)));
  }

  private Future<CallReply.Done> pass(AiRequest.Pass request) {
    try {
      return bus.open(new PassSession(bus, request)).map(opened -> DONE);
    } catch (SpeechException refused) {
      bus.send(Addresses.aiEvents(request.callId()),
          new AiEvent.PassFailed(Secrets.maskUrl(String.valueOf(request.option().url())),
              refused.code(), Failures.reason(refused)));
      return Future.succeededFuture(DONE);
    }
  }

  private Future<CallReply.Precached> precache(AiRequest.Precache wanted) {
    String given = wanted.option().provider();
    String name = given == null ? Objects.requireNonNull(config.tts()) : given;
    if (!cache.takes(wanted.text())) {
      return Future.failedFuture(Fault.badRequest("too long a text, or this node keeps none"));
    }
    String key = PhraseKey.of(name, wanted.text(), wanted.option());
    long stall = Objects.requireNonNull(config.stall()).millis();
    return providers.tts(name)
        .compose(provider -> Phrases.make(cache, provider, wanted, key, stall))
        .recover(failure -> Future
            .failedFuture(new Fault(Failures.code(failure), Failures.reason(failure))));
  }

  /** Never delays the call: what can't be opened is told as an event. */
  private Future<CallReply.Done> listen(AiRequest.Listen listen) {
    String given = listen.option().provider();
    String name = given == null ? Objects.requireNonNull(config.asr()) : given;
    Anteroom<AiRequest> early = new Anteroom<>(bus, Addresses.listener(listen.leg()));
    providers.asr(name)
        .compose(provider -> bus.open(new ListenerSession(bus, providers, listen, name, provider)))
        .onFailure(failure -> bus.send(Addresses.aiEvents(listen.leg()),
            new AiEvent.ListenFailed(name, Failures.code(failure), Failures.reason(failure))))
        .onComplete(opened -> early.leave());
    return Future.succeededFuture(DONE);
  }

  /** As {@link #listen}. An address in place of a name is that of a server that speaks OpenAI's protocol. */
  private Future<CallReply.Done> converse(AiRequest.Converse asked) {
    String given = asked.option().provider();
    String name = given == null ? Objects.requireNonNull(config.realtime()) : given;
    if (name.matches("(?i)(wss?|https?)://.*")) {
      return converse(new AiRequest.Converse(asked.callId(), asked.option().openAiAt(name)));
    }
    Anteroom<AiRequest> early = new Anteroom<>(bus, Addresses.model(asked.callId()));
    providers.realtime(name)
        .compose(provider -> bus.open(new ModelSession(bus, asked, name, provider,
            Objects.requireNonNull(config.stall()).millis())))
        .onFailure(failure -> bus.send(Addresses.aiEvents(asked.callId()),
            new AiEvent.ModelFailed(name, Failures.code(failure), Failures.reason(failure))))
        .onComplete(opened -> early.leave());
    return Future.succeededFuture(DONE);
  }
}
