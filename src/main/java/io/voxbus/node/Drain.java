package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.NodeLoad;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that leaves: it takes nothing new, and gives what it has the time to move or to end. */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final int CHECK_MILLIS = 200;
  private static final int CHECKS_A_TRY = 5;
  /** More at once would take the nodes that they go to the time for the calls these have. */
  private static final int AT_ONCE = 8;
  private static final int LAST_TRIES = 5;
  private static final int LAST_MILLIS = 1000;
  /** Of a call that can't be moved now. */
  private static final int NOT_NOW = 409;

  private final Vertx vertx;
  private final NodeLoad load;
  private final CallDirectory calls;
  private final NodeDirectory nodes;
  private final Mover mover;
  /** Calls that could not be moved when they were asked, but may be later: a client is here, it is just being joined. */
  private final Map<String, CallEntry> later = new ConcurrentHashMap<>();

  /**
   * Asks a call to go on at another node, if need be even if clients lose their sockets; comes when it is decided, with a
   * fault 409 when it can't be moved now.
   */
  interface Mover {
    Future<?> move(CallEntry call, boolean now);
  }

  Drain(Vertx vertx, NodeLoad load, CallDirectory calls, NodeDirectory nodes, Mover mover) {
    this.vertx = vertx;
    this.load = load;
    this.calls = calls;
    this.nodes = nodes;
    this.mover = mover;
  }

  /** Comes when the node has no calls any more, or has waited for them long enough. */
  Future<Void> run(long waitMillis) {
    load.drain();
    LOG.atInfo().addKeyValue("calls", load.calls()).addKeyValue("waitMillis", waitMillis)
        .log("draining");
    return move(false).compose(moved -> untilEmpty(now() + waitMillis, 1))
        .compose(waited -> moveNow(LAST_TRIES)).<Void>mapEmpty()
        .recover(failure -> Future.succeededFuture());
  }

  /** The time is up; but a node that may not act for a moment, or has no room, can soon. */
  private Future<?> moveNow(int tries) {
    return load.calls() == 0 || tries == 0
        ? Future.succeededFuture()
        : move(true).compose(asked -> load.calls() == 0
            ? Future.succeededFuture()
            : vertx.timer(LAST_MILLIS, TimeUnit.MILLISECONDS)
                .compose(due -> moveNow(tries - 1)));
  }

  private Future<?> move(boolean now) {
    return own().compose(own -> move(own, now)).otherwiseEmpty();
  }

  private Future<?> move(Collection<CallEntry> which, boolean now) {
    Queue<CallEntry> waiting = new ConcurrentLinkedQueue<>(which);
    return Future
        .join(Stream.generate(() -> moveEach(waiting, now)).limit(AT_ONCE).toList());
  }

  /** One after the other, and not one within the other: those that are decided at once may be thousands. */
  private Future<?> moveEach(Queue<CallEntry> waiting, boolean now) {
    for (CallEntry next = waiting.poll(); next != null; next = waiting.poll()) {
      Future<?> decided = move(next, now).otherwiseEmpty();
      if (!decided.isComplete()) {
        return decided.compose(done -> moveEach(waiting, now));
      }
    }
    return Future.succeededFuture();
  }

  /** Who could not be taken by any node is not asked again: each try silences it for a moment. */
  private Future<?> move(CallEntry call, boolean now) {
    return mover.move(call, now).onSuccess(moved -> later.remove(call.id()))
        .onFailure(failure -> {
          if (Fault.of(failure).code() == NOT_NOW) {
            later.put(call.id(), call);
          } else {
            later.remove(call.id());
          }
        });
  }

  /** Whether another node could take what this one has. */
  boolean othersTakeCalls() {
    return nodes.nodes().stream().filter(node -> !node.id().equals(load.entry().id()))
        .anyMatch(NodeEntry::takesCalls);
  }

  private Future<List<CallEntry>> own() {
    String self = load.entry().id();
    return calls.list().map(
        all -> all.stream().filter(entry -> entry.node().equals(self)).toList());
  }

  private Future<Void> untilEmpty(long endMillis, int checks) {
    long left = endMillis - now();
    return load.calls() == 0 || left <= 0
        ? Future.succeededFuture()
        : vertx.timer(Math.min(CHECK_MILLIS, left), TimeUnit.MILLISECONDS)
            .compose(due -> checks % CHECKS_A_TRY == 0
                ? move(List.copyOf(later.values()), false)
                : Future.succeededFuture())
            .compose(asked -> untilEmpty(endMillis, checks + 1));
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
