package io.voxbus.call;

import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest events of a call, numbered from 1, for clients that come back. */
final class EventLog {
  private final int kept;
  private final Deque<Emitted> events = new ArrayDeque<>();
  private long seq;

  EventLog(int kept) {
    this.kept = kept;
  }

  Emitted add(Event event) {
    Emitted emitted = new Emitted(event, ++seq);
    events.add(emitted);
    if (events.size() > kept) {
      events.remove();
    }
    return emitted;
  }

  /** Goes on with what another node has numbered. */
  void restore(long newest, List<Emitted> kept) {
    seq = newest;
    events.addAll(kept);
  }

  /** Some client has seen more than was kept: what it has seen is not kept any more, like older events. */
  void skipTo(long newest) {
    if (newest > seq) {
      seq = newest;
      events.clear();
    }
  }

  /** Those that are kept. */
  List<Emitted> all() {
    return List.copyOf(events);
  }

  long seq() {
    return seq;
  }

  /** @throws Fault 410 when some of them are not kept any more */
  List<Emitted> after(long since) {
    if (since < seq - events.size()) {
      throw new Fault(410,
          "events after " + since + " are gone; the oldest kept is " + (seq - events.size() + 1));
    }
    return events.stream().filter(emitted -> emitted.seq() > since).toList();
  }
}
