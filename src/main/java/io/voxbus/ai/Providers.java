package io.voxbus.ai;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Provider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.spi.TurnDetector;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The speech vendors of a node, by name: those in this program and those in the jars of a folder. A provider starts when
 * it is first asked for, off the event loop.
 */
public final class Providers {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final Vertx vertx;
  private final Map<String, Map<String, String>> settings;
  private final List<String> problems;
  private final Plugins found;
  private final Path libraries;
  private final Family<AsrProvider> asr;
  private final Family<TtsProvider> tts;
  private final Family<RealtimeProvider> realtime;
  private final Family<TurnDetector> turns;

  /**
   * Looks for providers: reads files, so not on an event loop.
   *
   * @param settings {@code ai.providers}: a name of a provider to its settings
   * @param plugins  folder of jars, need not exist; null for none
   */
  public Providers(Vertx vertx, Map<String, Map<String, String>> settings, @Nullable Path plugins) {
    this.vertx = vertx;
    this.settings = settings;
    found = new Plugins(plugins);
    libraries = (plugins == null ? Path.of("plugins") : plugins).resolve("lib");
    asr = new Family<>("asr", found.all(AsrProvider.class));
    tts = new Family<>("tts", found.all(TtsProvider.class));
    realtime = new Family<>("realtime", found.all(RealtimeProvider.class));
    turns = new Family<>("eou", found.all(TurnDetector.class));
    found.reportUseless();
    problems = List.copyOf(found.problems());
  }

  /** The started recogniser of this name; fails with 400 when there is none. */
  public Future<AsrProvider> asr(String name) {
    return asr.started(name);
  }

  /** The started voice of this name; fails with 400 when there is none. */
  public Future<TtsProvider> tts(String name) {
    return tts.started(name);
  }

  /** The started speech-to-speech model of this name; fails with 400 when there is none. */
  public Future<RealtimeProvider> realtime(String name) {
    return realtime.started(name);
  }

  /** The started judge of turns of this name; fails with 400 when there is none. */
  public Future<TurnDetector> turns(String name) {
    return turns.started(name);
  }

  /** Stops what has been started; one that fails to stop does not keep the others. */
  public Future<Void> stop() {
    return vertx.executeBlocking(() -> {
      asr.stop();
      tts.stop();
      realtime.stop();
      turns.stop();
      found.close();
      return null;
    });
  }

  /** What was found in the plug-ins folder and could not be used. */
  public List<String> problems() {
    return problems;
  }

  /** The jars that providers were found in. */
  public List<String> plugins() {
    return found.useful();
  }

  private final class Family<P extends Provider> {
    private final String kind;
    private final Map<String, P> byName = new TreeMap<>();
    private final Map<P, CompletableFuture<P>> started = new ConcurrentHashMap<>();

    Family(String kind, List<P> found) {
      this.kind = kind;
      for (P provider : found) {
        for (String name : provider.names()) {
          byName.putIfAbsent(name.toLowerCase(Locale.ROOT), provider);
        }
      }
    }

    Future<P> started(String name) {
      P provider = byName.get(name.toLowerCase(Locale.ROOT));
      if (provider == null) {
        return Future.failedFuture(SpeechException.refused("unknown " + kind + " provider '" + name
            + "', known: " + String.join(", ", byName.keySet())));
      }
      return Future.fromCompletionStage(started.computeIfAbsent(provider, this::start),
          vertx.getOrCreateContext());
    }

    void stop() {
      started.keySet().forEach(provider -> {
        try {
          provider.stop();
        } catch (RuntimeException why) {
          LOG.atWarn().addKeyValue("provider", provider.names()).setCause(why)
              .log("not stopped");
        }
      });
      started.clear();
    }

    /**
     * On a thread that belongs to no verticle, or Vert.x would close the provider's clients with the call that was the
     * first to need them. One that could not be started is tried again when it is next asked for.
     */
    private CompletableFuture<P> start(P provider) {
      CompletableFuture<P> starting = new CompletableFuture<>();
      Thread.ofVirtual().name("provider-start").start(() -> {
        try {
          provider.start(new ProviderContext(vertx, settingsOf(provider.names()), System.getenv(),
              libraries));
          starting.complete(provider);
        } catch (RuntimeException | Error why) {
          started.remove(provider);
          starting.completeExceptionally(why);
        }
      });
      return starting;
    }
  }

  private Map<String, String> settingsOf(Set<String> names) {
    Map<String, String> own = new HashMap<>();
    for (String name : new TreeSet<>(names)) {
      own.putAll(settings.getOrDefault(name, Map.of()));
    }
    return own;
  }
}
