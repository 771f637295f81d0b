package io.voxbus.call;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Fault;
import io.voxbus.call.state.CallState;
import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.state.StateText;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** What is told of a call, and what is kept of it for the node that would take it over. */
final class Journal {
  /** The call itself. */
  interface Subject {
    CallEntry entry();

    CallMachine machine();

    Attendance clients();
  }

  private final CallDirectory calls;
  private final CallLog callLog;
  private final CallSetup setup;
  private final Subject subject;
  private final LongSupplier clock;
  private final Outbox outbox;
  private final Replica replica;
  private final StateText text;
  private Future<Void> settled = Future.succeededFuture();
  /** What changes before that is kept then, at once: many calls that are taken over together have no time for more. */
  private final Promise<Void> goesOn = Promise.promise();
  /** When it stopped here to be taken over; 0: it has not. */
  private long stoppedMillis;
  private boolean changes;
  /** Whether {@link #text} is what was kept last, by this owner. */
  private boolean kept;

  Journal(CallServices services, CallSetup setup, CallLog callLog, int keptEvents,
      LongSupplier clock, Subject subject) {
    this.clock = clock;
    this.calls = services.calls();
    this.callLog = callLog;
    this.setup = setup;
    this.subject = subject;
    Meters meters = services.meters();
    this.outbox = new Outbox(keptEvents, emitted -> {
      callLog.event(clock.getAsLong(), emitted);
      gap(emitted.event()).ifPresent(millis -> meters.gap(millis));
      subject.clients().tell(emitted);
    });
    this.replica = new Replica(services.bus().vertx(), calls.keeps(), this::keep);
    this.text = new StateText(setup);
  }

  /** Whether another node could restore the call. */
  boolean keeps() {
    return replica.keeps();
  }

  /** Whether every event has been told, and nothing is being kept. */
  boolean idle() {
    return outbox.idle() && replica.idle() && stoppedMillis == 0;
  }

  /** The call as it is. */
  CallState state() {
    return new CallState(subject.entry().node(), subject.entry().epoch(), clock.getAsLong(), true,
        outbox.seq(), outbox.all(), setup, List.copyOf(subject.clients().all()),
        callLog.recordings(), subject.machine().state());
  }

  /** The call goes on in newer code: there the events are told, and what is kept is kept. */
  void leave() {
    replica.stop();
  }

  /** Goes on with a call that goes on itself: nobody has to come back. */
  void inherit(CallState state) {
    outbox.restore(state);
    state.events().forEach(text::event);
  }

  /** Goes on with what was kept; no event gets a number before {@link #release}. */
  void restore(CallState state) {
    outbox.restore(state);
    state.events().forEach(text::event);
    outbox.hold();
    settled = goesOn.future();
  }

  /** Whether clients may still come back that have seen more than was kept. */
  boolean holding() {
    return outbox.holding();
  }

  /** A client has come back that has seen so much. */
  void seen(long seq) {
    if (holding()) {
      outbox.seen(seq);
    }
  }

  /** Every client that can has come back. */
  void release() {
    if (holding()) {
      List<Event> held = outbox.release();
      held.forEach(this::emit);
      changed().onComplete(kept -> goesOn.tryComplete());
    }
  }

  long seq() {
    return outbox.seq();
  }

  /** @throws Fault 410 when some of them are not kept any more */
  List<Emitted> after(long since) {
    return outbox.after(since);
  }

  /** It is told when {@link #changed} has kept it. */
  void emit(Event event) {
    Emitted emitted = outbox.add(event);
    if (emitted != null && replica.keeps()) {
      text.event(emitted);
    } else if (emitted != null) {
      outbox.tell(emitted.seq());
    }
  }

  /** Keeps the call as it is now; comes when it is kept, or would take too long. */
  Future<Void> changed() {
    if (!replica.keeps()) {
      return Future.succeededFuture();
    }
    if (holding()) {
      return settled;
    }
    long seq = outbox.seq();
    changes = true;
    settled = replica.changed().onComplete(kept -> outbox.tell(seq));
    return settled;
  }

  /** Comes when the newest change is kept. */
  Future<Void> settled() {
    return settled;
  }

  /** The call stops here, and is kept a last time to be taken over at once. */
  Future<Void> hand(long nowMillis) {
    stoppedMillis = nowMillis;
    return changed();
  }

  /** It goes on here after all. */
  void handedBack() {
    stoppedMillis = 0;
  }

  /** Tells what is left without keeping it; comes when nothing is being kept any more. */
  Future<Void> stop() {
    release();
    Future<Void> stopped = replica.stop();
    outbox.tell(outbox.seq());
    return stopped;
  }

  /** The call is somebody else's: nothing is told or kept of it any more. */
  void forget() {
    replica.stop();
    goesOn.tryComplete();
  }

  /** What the clients are told when a call goes on here that another node had. */
  private static OptionalLong gap(Event event) {
    return event instanceof Event.Custom custom && "cluster".equals(custom.sender())
        && custom.data() instanceof Map<?, ?> told && told.get("gapMs") instanceof Long millis
            ? OptionalLong.of(millis)
            : OptionalLong.empty();
  }

  private Future<Void> keep() {
    if (changes) {
      changes = false;
      kept &= !text.changed(outbox.seq(), subject.clients().all(), callLog.recordings(),
          subject.machine().state());
    }
    boolean stopped = stoppedMillis > 0;
    if (kept && !stopped) {
      return Future.succeededFuture();
    }
    kept = !stopped;
    CallEntry owned = subject.entry();
    return calls.keep(owned, text.at(owned.node(), owned.epoch(),
        stopped ? stoppedMillis : clock.getAsLong(), stopped))
        .onFailure(failure -> kept = false);
  }
}
