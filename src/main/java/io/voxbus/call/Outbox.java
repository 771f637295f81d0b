package io.voxbus.call;

import io.voxbus.bus.Fault;
import io.voxbus.call.state.CallState;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The events of a call on their way to its clients. Each has a number that no other event of the call has, on whichever
 * node it lives, and no number is left out: in a cluster an event is told when it is kept, so whoever takes the call over
 * knows all that was told; it tells what was kept and perhaps not told yet to clients as they come back, and they drop
 * what they have had. Where keeping was too slow to be waited for, a client may have seen more than was kept: so a call
 * that was taken over gives no number before its clients have come back, with the newest they have seen.
 */
final class Outbox {
  private final EventLog log;
  private final Consumer<Emitted> told;
  /** Numbered, but not kept. */
  private final Deque<Emitted> numbered = new ArrayDeque<>();
  private final List<Event> held = new ArrayList<>();
  private boolean holding;

  Outbox(int keptEvents, Consumer<Emitted> told) {
    this.log = new EventLog(keptEvents);
    this.told = told;
  }

  void restore(CallState state) {
    log.restore(state.seq(), state.events());
  }

  /** Whether every event has been told. */
  boolean idle() {
    return !holding && numbered.isEmpty();
  }

  /** Those that are kept. */
  List<Emitted> all() {
    return log.all();
  }

  long seq() {
    return log.seq();
  }

  /** @throws Fault 410 when some of them are not kept any more */
  List<Emitted> after(long since) {
    return log.after(since);
  }

  /** Events get no number until {@link #release}. */
  void hold() {
    holding = true;
  }

  boolean holding() {
    return holding;
  }

  /** Some client has seen so much. */
  void seen(long seq) {
    log.skipTo(seq);
  }

  /** Whoever has seen more than was kept has told so. */
  List<Event> release() {
    holding = false;
    List<Event> released = List.copyOf(held);
    held.clear();
    return released;
  }

  /** Gives the event its number; null while it gets none. */
  @org.jspecify.annotations.Nullable
  Emitted add(Event event) {
    if (holding) {
      held.add(event);
      return null;
    }
    Emitted emitted = log.add(event);
    numbered.add(emitted);
    return emitted;
  }

  /** What has a number up to this one is kept: it is told. */
  void tell(long upTo) {
    while (!numbered.isEmpty() && numbered.element().seq() <= upTo) {
      told.accept(numbered.remove());
    }
  }
}
