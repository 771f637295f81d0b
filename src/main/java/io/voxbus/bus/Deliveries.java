package io.voxbus.bus;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Messages that nobody asks for again: while the node they are for can't be reached they wait, in their order. Two nodes
 * that find together again know each other a moment before they know how to reach each other.
 */
final class Deliveries {
  static final int PAUSE_MILLIS = 100;
  static final int MOST_MILLIS = 20_000;
  static final int MOST = 10_000;

  private final Way way;
  private final Executor context;
  private final Consumer<Runnable> later;
  private final LongSupplier nowMillis;
  /** What waits, of each node that could not be reached; changed on the context only. */
  private final Map<String, Queue<Waiting>> behind = new ConcurrentHashMap<>();

  /** How a message goes to a node. */
  interface Way {
    /** Fails when the node can't be reached. */
    Future<Void> send(String node, Envelope envelope);
  }

  private record Waiting(Envelope envelope, long sinceMillis) {}

  /**
   * @param context   for what has to wait
   * @param later     does something on that context after {@link #PAUSE_MILLIS}
   * @param nowMillis by a monotonic clock
   */
  Deliveries(Way way, Executor context, Consumer<Runnable> later, LongSupplier nowMillis) {
    this.way = way;
    this.context = context;
    this.later = later;
    this.nowMillis = nowMillis;
  }

  /** On any thread. */
  void send(String node, Envelope envelope) {
    if (behind.containsKey(node)) {
      context.execute(() -> add(node, envelope));
    } else {
      way.send(node, envelope)
          .onFailure(failure -> context.execute(() -> add(node, envelope)));
    }
  }

  /** The node has left: whoever was there comes back by itself, and tells what it has had. On any thread. */
  void lost(String node) {
    context.execute(() -> {
      Queue<Waiting> waiting = behind.remove(node);
      if (waiting != null) {
        waiting.clear();
      }
    });
  }

  private void add(String node, Envelope envelope) {
    Queue<Waiting> before = behind.get(node);
    Queue<Waiting> waiting = before == null ? new ArrayDeque<>() : before;
    if (waiting.size() < MOST) {
      waiting.add(new Waiting(envelope, nowMillis.getAsLong()));
    }
    if (before == null) {
      behind.put(node, waiting);
      later.accept(() -> next(node, waiting));
    }
  }

  private void next(String node, Queue<Waiting> waiting) {
    dropOld(waiting);
    Waiting first = waiting.peek();
    if (first == null) {
      behind.remove(node, waiting);
    } else {
      way.send(node, first.envelope).onComplete(sent -> context.execute(() -> {
        if (sent.succeeded()) {
          waiting.poll();
          next(node, waiting);
        } else {
          later.accept(() -> next(node, waiting));
        }
      }));
    }
  }

  private void dropOld(Queue<Waiting> waiting) {
    long oldest = nowMillis.getAsLong() - MOST_MILLIS;
    while (!waiting.isEmpty() && waiting.element().sinceMillis < oldest) {
      waiting.remove();
    }
  }
}
