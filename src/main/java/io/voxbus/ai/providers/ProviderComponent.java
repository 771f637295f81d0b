package io.voxbus.ai.providers;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Provider;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.spi.TurnDetector;
import io.voxbus.bus.Component;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers of one package or jar, one version. */
public final class ProviderComponent implements Component {
  /** What {@link ServiceLoader} is asked for. */
  public static final List<Class<? extends Provider>> FAMILIES = List.of(AsrProvider.class,
      TtsProvider.class, RealtimeProvider.class, TurnDetector.class);
  private static final Logger LOG = LoggerFactory.getLogger(ProviderComponent.class);

  private final Providers all;
  private final String name;
  private final ClassLoader code;
  private final Pack pack;
  private final List<String> problems = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Makes the providers: reads files, so not on an event loop.
   *
   * @param own which classes are its own: a class loader sees its parent's services too
   */
  public ProviderComponent(Providers all, String name, ClassLoader code,
      Predicate<Class<?>> own) {
    this.all = all;
    this.name = name;
    this.code = code;
    this.pack = new Pack(all);
    FAMILIES.forEach(family -> collect(family, own));
    if (problems.isEmpty() && pack.names().isEmpty()) {
      problem(name + " holds no provider");
    }
  }

  /** Serves as soon as it has started. */
  @Override
  public Deployable host() {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        Pack before = all.pack(name);
        return (before == null ? Future.<Void>succeededFuture() : pack.startAs(before))
            .compose(started -> serve());
      }
    };
  }

  private Future<Void> serve() {
    if (closed) {
      return Future.failedFuture(name + " has started too late");
    }
    all.put(name, pack);
    return Future.succeededFuture();
  }

  @Override
  public int open() {
    return pack.open();
  }

  @Override
  public List<String> provides() {
    return pack.names();
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public Future<Void> retire() {
    all.remove(name, pack);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return all.vertx().executeBlocking(() -> {
      pack.stop();
      if (code instanceof PluginLoader plugin) {
        plugin.close();
      }
      return null;
    }, false);
  }

  private <P extends Provider> void collect(Class<P> family, Predicate<Class<?>> own) {
    Iterator<ServiceLoader.Provider<P>> services = ServiceLoader.load(family, code).stream()
        .iterator();
    boolean more = true;
    while (more) {
      try {
        more = services.hasNext();
        if (more) {
          take(family, services.next(), own);
        }
      } catch (ServiceConfigurationError | LinkageError broken) {
        problem(name + ": " + broken.getMessage());
      }
    }
  }

  private <P extends Provider> void take(Class<P> family, ServiceLoader.Provider<P> service,
      Predicate<Class<?>> own) {
    if (own.test(service.type())) {
      pack.add(family, service.get());
    }
  }

  private void problem(String what) {
    LOG.atWarn().addKeyValue("problem", what).log("provider skipped");
    problems.add(what);
  }
}
