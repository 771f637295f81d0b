package io.voxbus.ai.providers;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The speech vendors of a node, by name, each in its newest version: ask again for each piece of work. A provider starts
 * when it is first asked for, off the event loop.
 */
public final class Providers {
  /** Of two providers with one name the program's own serves, then the one of the jar that comes first. */
  private static final Comparator<String> ORDER = Comparator
      .comparing((String component) -> component.endsWith(".jar"))
      .thenComparing(Comparator.naturalOrder());

  private final Vertx vertx;
  private final Map<String, Map<String, String>> settings;
  private final Path libraries;
  private final ConcurrentNavigableMap<String, Pack> packs = new ConcurrentSkipListMap<>(ORDER);

  /**
   * None at first: each {@link ProviderComponent} brings its own.
   *
   * @param settings {@code ai.providers}: a name of a provider to its settings
   * @param plugins  folder of jars, need not exist
   */
  public Providers(Vertx vertx, Map<String, Map<String, String>> settings, Path plugins) {
    this.vertx = vertx;
    this.settings = settings;
    this.libraries = plugins.resolve("lib");
  }

  /** The started recogniser of this name; fails with 400 when there is none. */
  public Future<AsrProvider> asr(String name) {
    return started(AsrProvider.class, "asr", name);
  }

  /** The started voice of this name; fails with 400 when there is none. */
  public Future<TtsProvider> tts(String name) {
    return started(TtsProvider.class, "tts", name);
  }

  /** The started speech-to-speech model of this name; fails with 400 when there is none. */
  public Future<RealtimeProvider> realtime(String name) {
    return started(RealtimeProvider.class, "realtime", name);
  }

  /** The started judge of turns of this name; fails with 400 when there is none. */
  public Future<TurnDetector> turns(String name) {
    return started(TurnDetector.class, "eou", name);
  }

  Vertx vertx() {
    return vertx;
  }

  @Nullable
  Pack pack(String component) {
    return packs.get(component);
  }

  /** From now on it serves in the place of the one before. */
  void put(String component, Pack pack) {
    packs.put(component, pack);
  }

  /** Nothing happens when another one serves in its place. */
  void remove(String component, Pack pack) {
    packs.remove(component, pack);
  }

  ProviderContext contextOf(Provider provider) {
    Map<String, String> own = new HashMap<>();
    for (String name : new TreeSet<>(provider.names())) {
      own.putAll(settings.getOrDefault(name, Map.of()));
    }
    return new ProviderContext(vertx, own, System.getenv(), libraries);
  }

  private <P extends Provider> Future<P> started(Class<P> family, String kind, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    Set<String> known = new TreeSet<>();
    for (Pack pack : packs.values()) {
      if (pack.names(family).contains(wanted)) {
        return pack.started(family, wanted);
      }
      known.addAll(pack.names(family));
    }
    return Future.failedFuture(SpeechException.refused(
        "unknown " + kind + " provider '" + name + "', known: " + String.join(", ", known)));
  }
}
