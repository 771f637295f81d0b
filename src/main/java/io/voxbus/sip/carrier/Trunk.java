package io.voxbus.sip.carrier;

import io.vertx.core.Future;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.line.CallLimit;
import io.voxbus.sip.route.TrunkConfig;
import io.voxbus.sip.route.TrunkHealth;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A carrier as this node knows it: how its servers are, and how many calls it has of ours. Lives on one event loop. */
final class Trunk {
  private static final Logger LOG = LoggerFactory.getLogger(Trunk.class);

  private final TrunkConfig config;
  private final TrunkHealth health;
  private final CallLimit limit;
  private final ClusterLimits limits;
  private final Meters meters;
  private boolean up = true;

  /**
   * @param limit  counts its calls here, those of older versions too
   * @param limits count them in the cluster
   */
  Trunk(TrunkConfig config, Meters meters, CallLimit limit, ClusterLimits limits) {
    this.limits = limits;
    this.config = config;
    this.meters = meters;
    health = new TrunkHealth(config);
    this.limit = limit;
    meters.trunkUp(name(), up);
    meters.trunkCalls(name(), limit.calls());
  }

  String name() {
    return String.valueOf(config.name());
  }

  TrunkConfig config() {
    return config;
  }

  /** Servers that may take a call, the one to try first at the front. */
  List<TrunkConfig.Host> servers(long nowMillis) {
    return health.order(nowMillis, RandomGenerator.getDefault());
  }

  /** Counts a call, if there is room for it. */
  Future<Boolean> enter(long nowMillis) {
    if (!limit.enter(nowMillis)) {
      return Future.succeededFuture(false);
    }
    meters.trunkCalls(name(), limit.calls());
    return limits.enter(name(), limit.calls(), config.maxCalls(), config.callsPerSecond())
        .onSuccess(room -> {
          if (!room) {
            limit.leave();
            meters.trunkCalls(name(), limit.calls());
          }
        });
  }

  /** A call that was let in at another node goes on here. */
  void add() {
    limit.add();
    meters.trunkCalls(name(), limit.calls());
    tell();
  }

  void leave() {
    limit.leave();
    meters.trunkCalls(name(), limit.calls());
    tell();
  }

  /** Whoever counts for the cluster, by now, learns that it is so still. */
  void tellCalls() {
    if (limit.calls() > 0) {
      tell();
    }
  }

  private void tell() {
    if (config.maxCalls() > 0) {
      limits.tell(name(), limit.calls(), config.maxCalls(), config.callsPerSecond());
    }
  }

  /** A server took a call or refused it in its own name. */
  void answered(TrunkConfig.Host host, String result, long nowMillis) {
    meters.trunkResult(name(), result);
    health.answered(host);
    look(nowMillis);
  }

  /** A server could not take a call. */
  void failed(TrunkConfig.Host host, String result, long nowMillis) {
    meters.trunkResult(name(), result);
    health.failed(host, nowMillis);
    look(nowMillis);
  }

  /** A server was asked whether it is alive. */
  void asked(TrunkConfig.Host host, boolean alive, long nowMillis) {
    if (alive) {
      health.answered(host);
    } else {
      health.missed(host);
    }
    look(nowMillis);
  }

  private void look(long nowMillis) {
    boolean now = health.isUp(nowMillis);
    if (now != up) {
      up = now;
      meters.trunkUp(name(), now);
      (now ? LOG.atInfo() : LOG.atWarn()).addKeyValue("trunk", name())
          .log(now ? "trunk is up" : "trunk is down");
    }
  }
}
