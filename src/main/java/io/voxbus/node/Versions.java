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
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  /** What was asked of the old host before it went may still open a session. */
  private static final int LAST_OPEN_MILLIS = 1000;

  private final Vertx vertx;
  /** Reads new code, behind the calls: one thread, as {@link BackgroundThreads} knows it. */
  private final WorkerExecutor reader;
  private final Parts parts;
  private final Sessions sessions;
  private final @Nullable Path folder;
  private final Map<Kind, Version> current = new ConcurrentHashMap<>();
  private final List<Version> old = new CopyOnWriteArrayList<>();
  private final Set<Kind> changing = ConcurrentHashMap.newKeySet();

  /** @param folder where new classes are; null: in the program itself */
  Versions(Parts parts, @Nullable Path folder) {
    this.parts = parts;
    this.vertx = parts.bus().vertx();
    this.reader = vertx.createSharedWorkerExecutor("component-load", 1);
    this.sessions = parts.bus().sessions();
    this.folder = folder;
  }

  /** Deploys what the node has come with. */
  Future<Void> start(Kind kind) {
    return vertx.executeBlocking(() -> make(kind.type()), false)
        .compose(component -> deploy(kind, 1, "", component))
        .<Void>map(version -> {
          current.put(kind, version);
          return null;
        });
  }

  /** Learns which code the node has come with; reads many files, so not while it starts. */
  Future<Void> fingerprint() {
    return reader.executeBlocking(() -> {
      Map<Kind, String> found = new EnumMap<>(Kind.class);
      current.keySet().forEach(kind -> found.put(kind, Code.of(kind, null).fingerprint()));
      return found;
    }, false).map(found -> {
      found.forEach((kind, code) -> current.computeIfPresent(kind, (same, version) -> version
          .number() == 1 ? version.of(code) : version));
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

  /** Every version that runs. */
  List<NodeReply.Version> list() {
    List<NodeReply.Version> all = new ArrayList<>();
    current.values().forEach(version -> all.add(version.describe(sessions, true)));
    old.forEach(version -> all.add(version.describe(sessions, false)));
    return all;
  }

  /** The code that a component would be replaced by; reads files. */
  String fingerprint(Kind kind) {
    return Code.of(kind, folder).fingerprint();
  }

  /**
   * Replaces a component.
   *
   * @return fails with a {@link Fault} that tells why, and the old version goes on
   */
  Future<NodeReply.Version> replace(Kind kind) {
    Version before = current.get(kind);
    if (before == null) {
      return Future.failedFuture(Fault.notFound("component " + kind.component()));
    }
    if (!changing.add(kind)) {
      return Future.failedFuture(
          Fault.conflict(kind.component() + " is being replaced already"));
    }
    return reader.executeBlocking(() -> load(kind), false)
        .compose(loaded -> better(before, loaded))
        .compose(loaded -> deploy(kind, before.number() + 1, loaded.code,
            loaded.component))
        .recover(failure -> Future.failedFuture(refused(kind, failure)))
        .map(version -> swap(before, version))
        .onComplete(done -> {
          changing.remove(kind);
          parts.get(Meters.class).redeployed(kind.component(), done.succeeded());
        });
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
    Component newest = newest(kind).component();
    List<Future<Integer>> moved = older(kind).map(version -> sessions.move(version.loader(),
        kind.component(), newest::successor,
        failure -> LOG.atError().addKeyValue("component", kind.component()).setCause(failure)
            .log("a session stays with its old code")))
        .toList();
    return Future.join(moved).compose(all -> {
      int now = moved.stream().mapToInt(Future::result).sum();
      return rounds == 1 || staying(kind) == 0
          ? Future.succeededFuture(now)
          : vertx.timer(MIGRATION_MILLIS, TimeUnit.MILLISECONDS)
              .compose(due -> migrate(kind, rounds - 1)).map(later -> now + later);
    });
  }

  /** Sessions on older versions. */
  int staying(Kind kind) {
    return older(kind).mapToInt(version -> sessions.of(version.loader(), kind.component())).sum();
  }

  private Stream<Version> older(Kind kind) {
    return old.stream().filter(version -> version.kind() == kind);
  }

  /** The newest version of a component. */
  NodeReply.Version describe(Kind kind) {
    return newest(kind).describe(sessions, true);
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

  private record Loaded(String code, Component component) {}

  private Loaded load(Kind kind) throws Exception {
    try {
      return read(kind);
    } catch (LinkageError e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  private Loaded read(Kind kind) throws Exception {
    Code code = Code.of(kind, folder);
    ComponentLoader loader = new ComponentLoader(kind, code, Versions.class.getClassLoader());
    loader.loadAll(code.classes());
    return new Loaded(code.fingerprint(), make(loader.loadClass(kind.type().getName())));
  }

  private Component make(Class<?> type) throws Exception {
    try {
      return (Component) type.getConstructor(Parts.class).newInstance(parts);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private Future<Loaded> better(Version before, Loaded loaded) {
    List<String> problems = new ArrayList<>(loaded.component.problems());
    problems.removeAll(before.component().problems());
    if (problems.isEmpty()) {
      return Future.succeededFuture(loaded);
    }
    return loaded.component.close().transform(
        closed -> Future.failedFuture(new Fault(422, String.join("; ", problems))));
  }

  private Future<Version> deploy(Kind kind, int number, String code, Component component) {
    DeploymentOptions options = new DeploymentOptions().setInstances(component.instances())
        .setClassLoader(component.getClass().getClassLoader());
    Future<String> deployed = vertx.deployVerticle(component::host, options);
    return deployed.timeout(DEPLOY_SECONDS, TimeUnit.SECONDS)
        .map(id -> new Version(kind, number, code, component, id, System.currentTimeMillis()))
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
    return new Fault(422, "the new version of " + kind.component() + " does not run, the old one"
        + " goes on: " + reason);
  }

  private NodeReply.Version swap(Version before, Version version) {
    current.put(version.kind(), version);
    old.add(before);
    LOG.atInfo().addKeyValue("component", version.kind().component())
        .addKeyValue("version", version.number())
        .addKeyValue("code", version.code())
        .addKeyValue("sessions", before.open(sessions)).log("replaced");
    retire(before);
    return version.describe(sessions, true);
  }

  private void retire(Version before) {
    before.component().retire().transform(done -> vertx.undeploy(before.deploymentId()))
        .transform(done -> vertx.timer(LAST_OPEN_MILLIS, TimeUnit.MILLISECONDS))
        .compose(due -> untilIdle(before))
        .compose(idle -> before.component().close())
        .onComplete(done -> {
          old.remove(before);
          Json.forgetClasses();
          LOG.atInfo().addKeyValue("component", before.kind().component())
              .addKeyValue("version", before.number()).log("old version ended");
        });
  }

  private Future<Void> untilIdle(Version version) {
    return version.open(sessions) == 0
        ? Future.succeededFuture()
        : vertx.timer(IDLE_CHECK_MILLIS, TimeUnit.MILLISECONDS)
            .compose(due -> untilIdle(version));
  }
}
