package io.voxbus.ai;

import io.vertx.core.Future;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.ai.providers.Providers;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Movable;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Said;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The voice of a call: speaks its items, so many at once as the call allows. */
final class VoiceSession extends SessionVerticle implements Movable {
  private static final long CHECK_MILLIS = 500;

  private final AiConfig config;
  private final AiRequest.OpenVoice opened;
  private final Providers providers;
  private final TtsCache cache;
  private final int maxConcurrent;
  private final Address<Said> said;
  private final Address<AiEvent> events;
  private final String callId;
  private final Map<Integer, Utterance> utterances = new LinkedHashMap<>();
  private long check = -1;

  VoiceSession(Bus bus, AiConfig config, Providers providers, TtsCache cache,
      AiRequest.OpenVoice opened) {
    super(bus);
    this.config = config;
    this.providers = providers;
    this.cache = cache;
    this.opened = opened;
    this.callId = opened.callId();
    this.maxConcurrent = opened.maxConcurrent();
    this.said = Addresses.said(callId);
    this.events = Addresses.aiEvents(callId);
  }

  @Override
  public Future<?> start() {
    bus.receive(Addresses.speaker(callId), this::obey);
    endWith(callId);
    check = vertx.setPeriodic(CHECK_MILLIS, due -> failStalled());
    return Future.succeededFuture();
  }

  /** While it is silent. */
  @Override
  public @Nullable Handover handOver() {
    return utterances.isEmpty()
        ? new Handover("", Map.of(AiRequest.OpenVoice.class, opened))
        : null;
  }

  @Override
  public void leaveSeat() {
    lookNoMore();
    vertx.cancelTimer(check);
  }

  private void obey(AiRequest request) {
    switch (request) {
      case AiRequest.Say say -> say(say);
      case AiRequest.Cancel cancel -> {
        cancel.items().forEach(this::forget);
        startWaiting();
      }
      case AiRequest.Close() -> close();
      default -> throw new IllegalStateException("that is not for a voice");
    }
  }

  private void say(AiRequest.Say say) {
    Utterance utterance = utterances.get(say.item());
    if (utterance == null && say.text() != null) {
      utterance = new Utterance(say.item(), say.option(), System.currentTimeMillis());
      utterances.put(say.item(), utterance);
    }
    if (utterance != null) {
      utterance.add(say.text(), say.more(), System.currentTimeMillis());
      startWaiting();
    }
  }

  private void startWaiting() {
    long speaking = utterances.values().stream().filter(u -> u.started).count();
    for (Utterance utterance : utterances.values().stream().filter(u -> !u.started).toList()) {
      if (speaking++ < maxConcurrent) {
        start(utterance);
      }
    }
  }

  private void start(Utterance utterance) {
    utterance.started = true;
    String given = utterance.option.provider();
    utterance.provider = given == null ? Objects.requireNonNull(config.tts()) : given;
    providers.tts(utterance.provider).onSuccess(provider -> speak(utterance, provider))
        .onFailure(failure -> failed(utterance, failure));
  }

  private void speak(Utterance utterance, TtsProvider provider) {
    if (!utterances.containsValue(utterance)) {
      return; // taken back while the provider started
    }
    TtsCache.Speech speech = Phrases.speak(cache, provider, utterance);
    utterance.speech = speech;
    utterance.running = speech.audio().subscribe(
        frame -> context.runOnContext(go -> spoke(utterance, frame.pcm())),
        failure -> context.runOnContext(go -> failed(utterance, failure)),
        () -> context.runOnContext(go -> ended(utterance)));
  }

  private void spoke(Utterance utterance, short[] pcm) {
    if (!utterances.containsValue(utterance)) {
      return;
    }
    long now = System.currentTimeMillis();
    if (utterance.samples == 0) {
      bus.send(events, new AiEvent.FirstByte(utterance.provider, utterance.item,
          now - utterance.startMillis));
    }
    utterance.heard(pcm.length, now);
    bus.send(said, new Said.Audio(utterance.item, pcm));
  }

  private void ended(Utterance utterance) {
    if (forget(utterance.item) != null) {
      bus.send(events, new AiEvent.Spoken(utterance.provider, utterance.item,
          System.currentTimeMillis() - utterance.startMillis, utterance.lengthMillis(),
          utterance.cached()));
      bus.send(said, new Said.End(utterance.item));
      startWaiting();
    }
  }

  /**
   * What nobody has heard anything of yet another voice may say from the beginning. Otherwise the item ends at the
   * player, so that its track does.
   */
  private void failed(Utterance utterance, Throwable failure) {
    if (!utterances.containsValue(utterance)) {
      return;
    }
    bus.send(events, new AiEvent.SpeakFailed(utterance.provider, utterance.item,
        Failures.code(failure), Failures.reason(failure)));
    TtsOption fallback = utterance.samples == 0 ? utterance.option.onFallback() : null;
    if (fallback != null) {
      utterance.dispose();
      utterance.option = fallback;
      start(utterance);
    } else {
      forget(utterance.item);
      bus.send(said, new Said.End(utterance.item));
      startWaiting();
    }
  }

  @Override
  public Future<?> stop() {
    utterances.values().forEach(Utterance::dispose);
    return Future.succeededFuture();
  }

  private @Nullable Utterance forget(int item) {
    Utterance utterance = utterances.remove(item);
    if (utterance != null) {
      utterance.dispose();
    }
    return utterance;
  }

  private void failStalled() {
    long limit = Objects.requireNonNull(config.stall()).millis();
    long now = System.currentTimeMillis();
    utterances.values().stream().filter(u -> u.stalled(now, limit)).toList()
        .forEach(u -> failed(u, new java.util.concurrent.TimeoutException(
            "no audio for " + limit + " ms")));
  }
}
