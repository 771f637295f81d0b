package io.voxbus.ai.providers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers of one package or jar, in one version. */
final class Pack {
  private static final Logger LOG = LoggerFactory.getLogger(Pack.class);
  /** Who has waited for a provider to start begins to use it within this time. */
  private static final int TAKE_UP_MILLIS = 1_000;

  private final Providers all;
  private final Map<Class<? extends Provider>, Map<String, Provider>> byName = new HashMap<>();
  private final Map<Provider, CompletableFuture<Provider>> started = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  Pack(Providers all) {
    this.all = all;
  }

  <P extends Provider> void add(Class<P> family, P provider) {
    Map<String, Provider> named = byName.computeIfAbsent(family, first -> new TreeMap<>());
    provider.names().forEach(name -> named.putIfAbsent(name.toLowerCase(Locale.ROOT), provider));
  }

  Set<String> names(Class<? extends Provider> family) {
    return byName.getOrDefault(family, Map.of()).keySet();
  }

  /** The names of all its providers. */
  List<String> names() {
    return byName.values().stream().flatMap(named -> named.keySet().stream()).distinct().sorted()
        .toList();
  }

  /** How many streams of audio, and what waits for a start. */
  int open() {
    return open.get();
  }

  /** @param name one of {@link #names(Class)} */
  <P extends Provider> Future<P> started(Class<P> family, String name) {
    Provider provider = Objects.requireNonNull(byName.getOrDefault(family, Map.of()).get(name));
    return start(provider).map(ready -> family.cast(Counted.of(family, provider, open)));
  }

  /** Starts what the version before it has started, so that it is as fast, and known to start. */
  Future<Void> startAs(Pack before) {
    List<Future<Provider>> starting = new ArrayList<>();
    byName.forEach((family, named) -> named.forEach((name, provider) -> {
      Provider old = before.byName.getOrDefault(family, Map.of()).get(name);
      if (old != null && before.started.containsKey(old)) {
        starting.add(start(provider));
      }
    }));
    return Future.all(starting).mapEmpty();
  }

  /** Stops what has been started; one that fails to stop does not keep the others. */
  void stop() {
    started.keySet().forEach(provider -> {
      try {
        provider.stop();
      } catch (RuntimeException why) {
        LOG.atWarn().addKeyValue("provider", provider.names()).setCause(why).log("not stopped");
      }
    });
    started.clear();
  }

  private Future<Provider> start(Provider provider) {
    return Future.fromCompletionStage(started.computeIfAbsent(provider, this::begin),
        all.vertx().getOrCreateContext());
  }

  /**
   * On a thread that belongs to no verticle, or Vert.x would close the provider's clients with the call that was the
   * first to need them. One that could not be started is tried again when it is next asked for.
   */
  private CompletableFuture<Provider> begin(Provider provider) {
    CompletableFuture<Provider> starting = new CompletableFuture<>();
    Vertx vertx = all.vertx();
    open.incrementAndGet();
    Thread.ofVirtual().name("provider-start").start(() -> {
      try {
        provider.start(all.contextOf(provider));
        starting.complete(provider);
      } catch (RuntimeException | Error why) {
        started.remove(provider);
        starting.completeExceptionally(why);
      } finally {
        vertx.setTimer(TAKE_UP_MILLIS, due -> open.decrementAndGet());
      }
    });
    return starting;
  }
}
