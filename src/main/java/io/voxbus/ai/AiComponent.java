package io.voxbus.ai;

import io.vertx.core.Deployable;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.ai.providers.Providers;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Component;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Parts;
import io.voxbus.protocol.bus.AiRequest;

/** What opens the recognisers and voices of calls, one version. */
public final class AiComponent implements Component {
  private final Bus bus;
  private final AiConfig config;
  private final Providers providers;
  private final TtsCache phrases;

  public AiComponent(Parts parts) {
    this.bus = parts.bus();
    this.config = parts.config("ai", AiConfig.class);
    this.providers = parts.get(Providers.class);
    this.phrases = parts.get(TtsCache.class);
  }

  @Override
  public Deployable host() {
    return new AiHost(bus, config, providers, phrases);
  }

  @Override
  public Deployable successor(Handover left) {
    AiRequest.OpenVoice voice = left.get(AiRequest.OpenVoice.class);
    return voice == null
        ? ListenerSession.successor(bus, providers, left)
        : new VoiceSession(bus, config, providers, phrases, voice);
  }
}
