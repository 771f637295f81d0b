package io.voxbus.sip.stack;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The event loops that calls live on: whatever happens to one Call-ID happens on one of them. */
final class Loops {
  private final Vertx vertx;
  private final List<Context> contexts;
  private final List<Beats> beats;
  private final String deployment;
  private final List<Lag> lags;
  private final int mostWaiting;
  private final LongSupplier nanos;
  /** Messages handed over that have not been worked on yet, of all loops. */
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * How much is too much to do.
   *
   * @param waiting    messages of all loops
   * @param lateMillis how long one may wait
   * @param nanos      the clock
   */
  record Bounds(int waiting, long lateMillis, LongSupplier nanos) {}

  private Loops(Vertx vertx, List<Context> contexts, String deployment, Bounds bounds) {
    this.vertx = vertx;
    this.contexts = contexts;
    this.beats = contexts.stream().map(context -> Beats.of(vertx)).toList();
    this.deployment = deployment;
    this.mostWaiting = bounds.waiting;
    this.nanos = bounds.nanos;
    this.lags = contexts.stream().map(context -> new Lag(bounds.lateMillis)).toList();
  }

  private static final class Loop extends VerticleBase {
    private final List<Context> contexts;

    Loop(List<Context> contexts) {
      this.contexts = contexts;
    }

    @Override
    public Future<?> start() {
      contexts.add(context);
      return Future.succeededFuture();
    }
  }

  /** Deployed from no verticle's context: the loops outlive whoever starts them, until they are stopped. */
  static Future<Loops> start(Vertx vertx, int count, Bounds bounds) {
    List<Context> contexts = new CopyOnWriteArrayList<>();
    CompletableFuture<String> deployed = new CompletableFuture<>();
    Thread.startVirtualThread(() -> vertx
        .deployVerticle(() -> new Loop(contexts), new DeploymentOptions().setInstances(count))
        .onSuccess(deployed::complete).onFailure(deployed::completeExceptionally));
    return Future.fromCompletionStage(deployed, vertx.getOrCreateContext())
        .map(id -> new Loops(vertx, List.copyOf(contexts), id, bounds));
  }

  Vertx vertx() {
    return vertx;
  }

  Context of(@Nullable Object callId) {
    return contexts.get(index(callId));
  }

  private int index(@Nullable Object callId) {
    return callId == null ? 0 : Math.floorMod(callId.hashCode(), contexts.size());
  }

  Beats beats(@Nullable Object callId) {
    return beats.get(index(callId));
  }

  /** Does it at once when this is the loop, soon otherwise. */
  void run(@Nullable Object callId, Runnable work) {
    Context context = of(callId);
    if (context.equals(Vertx.currentContext())) {
      work.run();
    } else {
      context.runOnContext(nothing -> work.run());
    }
  }

  /** Hands a message over, unless too many wait already. */
  boolean offer(String callId, Runnable work) {
    if (waiting.incrementAndGet() > mostWaiting) {
      waiting.decrementAndGet();
      return false;
    }
    int index = index(callId);
    long since = nanos.getAsLong();
    contexts.get(index).runOnContext(nothing -> {
      waiting.decrementAndGet();
      long now = nanos.getAsLong();
      lags.get(index).took(now - since, now);
      work.run();
    });
    return true;
  }

  /** Whether so much waits, or on this loop for so long, that new calls had better go elsewhere. To be asked on it. */
  boolean isBusy(String callId) {
    return waiting.get() > mostWaiting / 2 || lags.get(index(callId)).isStanding();
  }

  /** A Vert.x that closes has undeployed them already. */
  Future<Void> stop() {
    return vertx.undeploy(deployment).otherwiseEmpty();
  }
}
