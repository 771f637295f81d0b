package io.voxbus.ws;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks for the node that has a client's call, one search at a time, until the client has joined it there. */
final class CallSearch {
  private static final long ASK_AGAIN_MILLIS = 500;

  private final Bus bus;
  private final OwnNode node;
  private final String callId;
  private final long mostMillis;
  private final Supplier<Future<?>> attach;
  private final Consumer<Search.Outcome> failed;
  private @Nullable Search running;

  /**
   * @param mostMillis how long a call is waited for that may come yet
   * @param attach     joins the call at the owner that the bus knows
   * @param failed     hears of a search that has found nothing
   */
  CallSearch(Bus bus, OwnNode node, String callId, long mostMillis, Supplier<Future<?>> attach,
      Consumer<Search.Outcome> failed) {
    this.bus = bus;
    this.node = node;
    this.callId = callId;
    this.mostMillis = mostMillis;
    this.attach = attach;
    this.failed = failed;
  }

  /**
   * Looks for the new owner of the call, if that does not tell of itself.
   *
   * @param gone whether the one it had until now can't have it: a node that was cut off finds it where it was
   */
  void begin(String before, BooleanSupplier gone) {
    Search search = start(now -> !now.equals(before) || !gone.getAsBoolean());
    lookAgain(search);
  }

  /** The new owner calls: it is not looked up where it may take long, while the cluster finds together again. */
  void follow(String newOwner, String before) {
    Search search = start(now -> !now.equals(before));
    bus.owns(newOwner, callId);
    attach.get().onFailure(failure -> look(search));
  }

  /** The client has joined its call, or wants it no more. */
  void stop() {
    running = null;
  }

  /** What was looked for until now is looked for no more. */
  private Search start(Predicate<String> has) {
    Search search = new Search(has, mostMillis);
    running = search;
    await(search);
    return search;
  }

  private void await(Search search) {
    bus.vertx().setTimer(Search.WAIT_MILLIS, late -> {
      if (search == running && goesOn(search.late(node.cutOff()))) {
        await(search);
      }
    });
  }

  private void look(Search search) {
    if (search != running) {
      return;
    }
    bus.owner(callId).onSuccess(owner -> {
      Future<?> there = search.found(owner)
          ? attach.get()
          : Future.failedFuture("nobody has it yet");
      there.onFailure(failure -> lookAgain(search));
    }).onFailure(failure -> {
      Search.Outcome outcome = search.notFound(Fault.of(failure), node.cutOff());
      if (search == running && goesOn(outcome)) {
        lookAgain(search);
      }
    });
  }

  private void lookAgain(Search search) {
    bus.vertx().setTimer(ASK_AGAIN_MILLIS, again -> look(search));
  }

  private boolean goesOn(Search.Outcome outcome) {
    if (outcome == Search.Outcome.OPEN) {
      return true;
    }
    stop();
    failed.accept(outcome);
    return false;
  }
}
