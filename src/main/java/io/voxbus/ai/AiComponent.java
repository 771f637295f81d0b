package io.voxbus.ai;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recognisers and voices, one version, with the plug-ins as they lie in their folder now. */
public final class AiComponent implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(AiComponent.class);

  private final Bus bus;
  private final AiConfig config;
  private final Providers providers;
  private final TtsCache phrases;

  /** Reads files: not on an event loop. */
  public AiComponent(Parts parts) {
    this.bus = parts.bus();
    this.config = parts.config("ai", AiConfig.class);
    this.providers = new Providers(bus.vertx(), Objects.requireNonNull(config.providers()),
        Path.of(Objects.requireNonNull(config.plugins())));
    this.phrases = parts.get(TtsCache.class);
    providers.problems().forEach(problem -> LOG.atWarn().log(problem));
  }

  @Override
  public Deployable host() {
    return new AiHost(bus, config, providers, phrases);
  }

  @Override
  public List<String> contents() {
    return providers.plugins();
  }

  @Override
  public List<String> problems() {
    return providers.problems();
  }

  @Override
  public Future<Void> close() {
    return providers.stop();
  }
}
