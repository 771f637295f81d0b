package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.voxbus.bus.Component;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.bus.Parts;
import io.voxbus.bus.Sessions;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.bus.NodeReply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The components of a node in their versions. New work goes to the newest; an old one stays until what it has begun is
 * over, then its classes go.
 */
final class Versions {
  private static final Logger LOG = LoggerFactory.getLogger(Versions.class);
  private static final int DEPLOY_SECONDS = 30;
  private static final int IDLE_CHECK_MILLIS = 250;
  private static final int MIGRATION_ROUNDS = 20;
  private static final int MIGRATION_MILLIS = 100;
  /** Between two sessions: however many go on, the loops that they share have their ticks in between. */
  private static final int PAUSE_MILLIS = 4;
  /** What was asked of the old host before it went may still open a session. */
  private static final int LAST_OPEN_MILLIS = 1000;

  private final Vertx vertx;
  /** Reads new code, behind the calls: one thread, as {@link BackgroundThreads} knows it. */
  private final WorkerExecutor reader;
  private final Parts parts;
  private final Sessions sessions;
  private final @Nullable Path folder;
  private final Path plugins;
  private final Map<Kind, Version> current = new ConcurrentHashMap<>();
  private final List<Version> old = new CopyOnWriteArrayList<>();
  private final Set<Kind> changing = ConcurrentHashMap.newKeySet();

  /**
   * @param folder  where new classes are; null: in the program itself
   * @param plugins folder of jars, need not exist
   */
  Versions(Parts parts, @Nullable Path folder, Path plugins) {
    this.parts = parts;
    this.vertx = parts.bus().vertx();
    this.reader = vertx.createSharedWorkerExecutor("component-load", 1);
    this.sessions = parts.bus().sessions();
    this.folder = folder;
    this.plugins = plugins;
  }

  /** What runs. */
  Set<Kind> kinds() {
    return Set.copyOf(current.keySet());
  }

  /** What runs by this name, or the jar of that name that may come; fails with 404. */
  Future<Kind> named(String name) {
    return reader.executeBlocking(() -> Stream
        .concat(kinds().stream(), PluginKind.in(plugins).stream())
        .filter(kind -> kind.component().equals(name)).findFirst(), false)
        .map(kind -> kind.orElseThrow(() -> Fault.notFound("component " + name)));
  }

  /** Those of the program, then those of the jars; a jar that does not load is no reason not to start. */
  Future<Void> startProviders() {
    return vertx.executeBlocking(() -> Stream
        .concat(ProviderKind.all().stream(), PluginKind.in(plugins).stream()).toList(), false)
        .compose(kinds -> {
          Future<Void> started = Future.succeededFuture();
          for (Kind kind : kinds) {
            started = started.compose(before -> kind instanceof PluginKind
                ? replace(kind).<Void>mapEmpty().otherwiseEmpty()
                : start(kind));
          }
          return started;
        });
  }

  /** Deploys what the node has come with. */
  Future<Void> start(Kind kind) {
    return vertx.executeBlocking(() -> kind.first(parts), false)
        .compose(loaded -> deploy(kind, 1, loaded))
        .<Void>map(version -> {
          current.put(kind, version);
          return null;
        });
  }

  /** Learns which code the node has come with; reads many files, so not while it starts. */
  Future<Void> fingerprint() {
    return reader.executeBlocking(() -> {
      Map<Kind, String> found = new HashMap<>();
      kinds().forEach(kind -> found.put(kind, kind.fingerprint(null)));
      return found;
    }, false).map(found -> {
      found.forEach((kind, code) -> current.computeIfPresent(kind, (same, version) -> version
          .code().isEmpty() ? version.of(code) : version));
      return null;
    });
  }

  /** Comes when the components have warmed up, as far as they could. */
  Future<Void> warmUp() {
    return Future.join(current.values().stream().map(version -> version.component().warmUp()
        .onFailure(failure -> LOG.atWarn().addKeyValue("component", version.kind().component())
            .setCause(failure).log("not warmed up"))
        .otherwiseEmpty()).toList()).mapEmpty();
  }

  /** Every version that runs, by the name of its component; of those with one name the newest is the first. */
  List<NodeReply.Version> list() {
    List<NodeReply.Version> all = new ArrayList<>();
    current.values().forEach(version -> all.add(version.describe(sessions, true)));
    old.forEach(version -> all.add(version.describe(sessions, false)));
    all.sort(Comparator.comparing(NodeReply.Version::component));
    return all;
  }

  /** The code that a component would be replaced by; reads files. */
  String fingerprint(Kind kind) {
    return kind.fingerprint(folder);
  }

  /**
   * Replaces a component; a jar that is new is loaded, and what came from one that is gone ends.
   *
   * @return fails with a {@link Fault} that tells why, and the old version goes on
   */
  Future<NodeReply.Version> replace(Kind kind) {
    Version before = current.get(kind);
    if (before == null && !(kind instanceof PluginKind)) {
      return Future.failedFuture(Fault.notFound("component " + kind.component()));
    }
    if (!changing.add(kind)) {
      return Future.failedFuture(
          Fault.conflict(kind.component() + " is being replaced already"));
    }
    return reader.executeBlocking(kind::isThere, false).compose(
        there -> before == null || there ? renew(kind, before) : takeAway(before))
        .onComplete(done -> {
          changing.remove(kind);
          parts.get(Meters.class).redeployed(kind.component(), done.succeeded());
        });
  }

  private Future<NodeReply.Version> renew(Kind kind, @Nullable Version before) {
    return reader.executeBlocking(() -> load(kind), false)
        .compose(loaded -> better(before, loaded))
        .compose(this::rehearsed)
        .compose(loaded -> deploy(kind, before == null ? 1 : before.number() + 1, loaded))
        .recover(failure -> Future.failedFuture(refused(kind, failure)))
        .map(version -> swap(before, version));
  }

  /**
   * Lets what runs on older versions go on in the newest. What is in the middle of something is asked again for a while,
   * then it is left to end where it is.
   *
   * @return how many sessions went on
   */
  Future<Integer> migrate(Kind kind) {
    return migrate(kind, MIGRATION_ROUNDS);
  }

  private Future<Integer> migrate(Kind kind, int rounds) {
    List<Future<Integer>> moved = older(kind)
        .flatMap(version -> Stream.of(moveSessions(version),
            version.component().move(newest(kind).component())))
        .toList();
    return Future.join(moved).compose(all -> {
      int now = moved.stream().mapToInt(Future::result).sum();
      return rounds == 1 || staying(kind) == 0
          ? Future.succeededFuture(now)
          : vertx.timer(MIGRATION_MILLIS, TimeUnit.MILLISECONDS)
              .compose(due -> migrate(kind, rounds - 1)).map(later -> now + later);
    });
  }

  private Future<Integer> moveSessions(Version version) {
    Kind kind = version.kind();
    return sessions.move(version.loader(), kind.component(),
        handover -> newest(kind).component().successor(handover),
        failure -> LOG.atError().addKeyValue("component", kind.component()).setCause(failure)
            .log("a session stays with its old code"),
        () -> vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** Sessions on older versions. */
  int staying(Kind kind) {
    return older(kind).mapToInt(version -> version.movable(sessions)).sum();
  }

  private Stream<Version> older(Kind kind) {
    return old.stream().filter(version -> version.kind().equals(kind));
  }

  /** The newest version of a component; none of a jar that is gone. */
  Optional<NodeReply.Version> describe(Kind kind) {
    return Optional.ofNullable(current.get(kind)).map(now -> now.describe(sessions, true));
  }

  private Version newest(Kind kind) {
    return Objects.requireNonNull(current.get(kind));
  }

  /** The node ends: its newest versions tell so whom it concerns, before {@link #close}. */
  Future<Void> leave() {
    return Future.join(
        current.values().stream().map(version -> version.component().leave()).toList())
        .mapEmpty();
  }

  /** Gives back what belongs to the versions that still run; the node ends. */
  Future<Void> close() {
    List<Version> all = new ArrayList<>(current.values());
    all.addAll(old);
    return Future.join(all.stream().map(version -> version.component().close()).toList())
        .mapEmpty();
  }

  private Kind.Loaded load(Kind kind) throws Exception {
    try {
      return kind.load(parts, folder);
    } catch (LinkageError e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  private static Future<Kind.Loaded> better(@Nullable Version before, Kind.Loaded loaded) {
    List<String> problems = new ArrayList<>(loaded.component().problems());
    problems.removeAll(before == null ? List.of() : before.component().problems());
    if (problems.isEmpty()) {
      return Future.succeededFuture(loaded);
    }
    return loaded.component().close().transform(
        closed -> Future.failedFuture(new Fault(422, String.join("; ", problems))));
  }

  private Future<Kind.Loaded> rehearsed(Kind.Loaded loaded) {
    return reader.executeBlocking(() -> {
      loaded.component().rehearse();
      return loaded;
    }, false).recover(failure -> loaded.component().close()
        .transform(closed -> Future.failedFuture(failure)));
  }

  private Future<Version> deploy(Kind kind, int number, Kind.Loaded loaded) {
    Component component = loaded.component();
    DeploymentOptions options = new DeploymentOptions().setInstances(component.instances())
        .setClassLoader(component.getClass().getClassLoader());
    Future<String> deployed = vertx.deployVerticle(component::host, options);
    return deployed.timeout(DEPLOY_SECONDS, TimeUnit.SECONDS)
        .map(id -> new Version(kind, number, loaded.code(), component, id,
            System.currentTimeMillis()))
        .recover(failure -> {
          deployed.onSuccess(vertx::undeploy);
          return component.close().transform(closed -> Future.failedFuture(failure));
        });
  }

  private static Fault refused(Kind kind, Throwable failure) {
    String reason = switch (failure) {
      case Fault fault -> fault.getMessage();
      case TimeoutException late -> "it did not start within " + DEPLOY_SECONDS + " s";
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
    LOG.atWarn().addKeyValue("component", kind.component()).setCause(failure)
        .log("the new version is refused");
    return new Fault(422,
        "the new version of " + kind.component() + " does not run, what ran goes on: " + reason);
  }

  private NodeReply.Version swap(@Nullable Version before, Version version) {
    current.put(version.kind(), version);
    LOG.atInfo().addKeyValue("component", version.kind().component())
        .addKeyValue("version", version.number())
        .addKeyValue("code", version.code())
        .addKeyValue("sessions", before == null ? 0 : before.open(sessions)).log("replaced");
    if (before != null) {
      retire(before);
    }
    return version.describe(sessions, true);
  }

  private Future<NodeReply.Version> takeAway(Version before) {
    current.remove(before.kind());
    LOG.atInfo().addKeyValue("component", before.kind().component()).log("taken away");
    retire(before);
    return Future.succeededFuture(before.describe(sessions, false));
  }

  private void retire(Version before) {
    old.add(before);
    before.component().retire().transform(done -> vertx.undeploy(before.deploymentId()))
        .transform(done -> vertx.timer(LAST_OPEN_MILLIS, TimeUnit.MILLISECONDS))
        .compose(due -> untilIdle(before))
        .compose(idle -> before.component().close())
        .onComplete(done -> {
          old.remove(before);
          Json.forget(before.loader());
          LOG.atInfo().addKeyValue("component", before.kind().component())
              .addKeyValue("version", before.number()).log("old version ended");
        });
  }

  private Future<Void> untilIdle(Version version) {
    return version.idle(sessions)
        ? Future.succeededFuture()
        : vertx.timer(IDLE_CHECK_MILLIS, TimeUnit.MILLISECONDS)
            .compose(due -> untilIdle(version));
  }
}
