package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.protocol.bus.Route;
import io.voxbus.sip.carrier.CarrierParts;
import io.voxbus.sip.carrier.Carriers;
import io.voxbus.sip.carrier.ClusterLimits;
import io.voxbus.sip.carrier.Registrations;
import io.voxbus.sip.door.Door;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.registrar.Registrar;
import io.voxbus.sip.route.DialPlan;
import io.voxbus.sip.route.DialPlanFile;
import io.voxbus.sip.route.Trunks;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.Doorkeeper;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import io.voxbus.sip.users.CachedUsers;
import io.voxbus.sip.users.ConfiguredUsers;
import io.voxbus.sip.users.HttpUsers;
import io.voxbus.sip.users.JdbcUsers;
import io.voxbus.sip.users.Users;
import io.voxbus.sip.users.UsersConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.sip.ServerTransaction;
import javax.sip.address.SipURI;
import org.jspecify.annotations.Nullable;

/** Who may come in, and where the phones are: users, door and registrar of a node. */
final class FrontDesk {
  private final Vertx vertx;
  private final SipConfig config;
  private final SipCounts counts;
  private final UsersConfig usersConfig;
  private final DialPlanFile plan;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private Supplier<Future<Void>> closing = Future::succeededFuture;
  private @Nullable Users users;
  private final Trunks trunks;
  private @Nullable Registrar registrar;
  private @Nullable Carriers carriers;
  private volatile @Nullable Registrations registrations;
  private long keepAlive = -1;

  FrontDesk(Vertx vertx, SipConfig config, SipCounts counts) {
    this.vertx = vertx;
    this.config = config;
    this.counts = counts;
    trunks = new Trunks(Objects.requireNonNull(config.trunks()));
    usersConfig = Objects.requireNonNull(config.users());
    plan = new DialPlanFile(Path.of(String.valueOf(config.dialPlan())), vertx,
        Objects.requireNonNull(config.dialPlanReload()).millis());
  }

  /** A database that is not there yet does not keep the node from starting. */
  Future<Void> open() {
    long life = Objects.requireNonNull(usersConfig.cache()).millis();
    users = new ConfiguredUsers(usersConfig,
        new CachedUsers(backend(), life, System::currentTimeMillis));
    return plan.load();
  }

  Phonebook phonebook(BindingDirectory bindings) {
    String realm = String.valueOf(Objects.requireNonNull(config.auth()).realm());
    return new Phonebook(realm, bindings, plan::plan);
  }

  /** Where a call goes that has come in: without a dial plan to whoever is asked by webhook. */
  List<Route> routes(Caller caller, String dialled) {
    DialPlan now = plan.plan();
    return now.size() == 0
        ? List.of(new Route.ToWebhook(""))
        : now.routes(caller, dialled);
  }

  private Users backend() {
    return switch (Objects.requireNonNull(usersConfig.backend())) {
      case NONE -> name -> Future.succeededFuture(Optional.empty());
      case HTTP -> {
        HttpUsers http = new HttpUsers(Objects.requireNonNull(usersConfig.http()), vertx);
        closing = http::close;
        yield http;
      }
      case JDBC -> {
        JdbcUsers jdbc = new JdbcUsers(Objects.requireNonNull(usersConfig.jdbc()), vertx, blocking);
        closing = () -> vertx.executeBlocking(() -> {
          jdbc.close();
          return null;
        });
        jdbc.prepare().onFailure(failure -> counts.count("users_failed"));
        yield jdbc;
      }
    };
  }

  Doorkeeper doorkeeper(SourceGuard guard) {
    return new Door(Objects.requireNonNull(config.auth()),
        new Door.Means(Objects.requireNonNull(users),
            this::trunk, guard, counts),
        config.takesStrangers());
  }

  private Optional<String> trunk(SipHop source, SipURI target) {
    Registrations registered = registrations;
    return trunks.trunk(source, target)
        .or(() -> registered == null ? Optional.empty() : registered.trunk(source, target));
  }

  void attach(SipStack stack, SipGround ground, Bus bus) {
    Registrar opened = new Registrar(stack, ground.line().flows(), ground.bindings(),
        Objects.requireNonNull(config.registrar()),
        bus.nodeId());
    registrar = opened;
    CarrierParts parts = new CarrierParts(ground.line(), stack, vertx,
        Objects.requireNonNull(config.calls()).userAgent(), ground.meters(),
        new ClusterLimits(bus, ground.nodes()));
    carriers = new Carriers(parts, Objects.requireNonNull(config.trunks()));
    Registrations registered = new Registrations(parts, ground.leases(),
        new Registrations.Wanted(Objects.requireNonNull(config.registerUsers()),
            Objects.requireNonNull(config.trunks()),
            Objects.requireNonNull(config.registration())));
    registrations = registered;
    long every = Objects.requireNonNull(config.registrar().keepAlive()).millis();
    keepAlive = every > 0 ? vertx.setPeriodic(every, tick -> {
      opened.keepAlive();
      registered.keepAlive();
    }) : -1;
  }

  /** What carriers answer is attended to from now on: they are asked. */
  void begin() {
    carriers().begin();
    Objects.requireNonNull(registrations).begin();
  }

  Carriers carriers() {
    return Objects.requireNonNull(carriers);
  }

  /** Proxies that calls through a carrier must pass. */
  List<String> serviceRoute(String trunk) {
    Registrations registered = registrations;
    return registered == null ? List.of() : registered.serviceRoute(trunk);
  }

  void register(ServerTransaction transaction) {
    Objects.requireNonNull(registrar).register(transaction);
  }

  /** The next version goes on with what carriers know of us. */
  void abandonCarriers() {
    if (carriers != null) {
      carriers.close();
    }
    if (registrations != null) {
      registrations.abandon();
    }
  }

  /** Before the stack ends: what is registered with carriers is given back. */
  Future<Void> leaveCarriers() {
    if (carriers != null) {
      carriers.close();
    }
    return registrations == null ? Future.succeededFuture() : registrations.close();
  }

  Future<Void> close() {
    vertx.cancelTimer(keepAlive);
    plan.close();
    return closing.get().eventually(() -> vertx.executeBlocking(() -> {
      blocking.close();
      return null;
    }));
  }
}
