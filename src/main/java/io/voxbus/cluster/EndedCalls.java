package io.voxbus.cluster;

import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.NodeReply;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The latest calls that have ended: what others that were cut off still have of them is no call any more. For any thread.
 */
final class EndedCalls {
  private final int most;
  private final LongSupplier clock;
  /** The oldest first. */
  private final Map<String, Ended> ended = new LinkedHashMap<>();
  private long sinceNanos;

  private record Ended(long epoch, long nanos) {}

  /** @param clock in nanoseconds */
  EndedCalls(int most, LongSupplier clock) {
    this.most = most;
    this.clock = clock;
    this.sinceNanos = clock.getAsLong();
  }

  synchronized void add(String callId, long epoch) {
    ended.remove(callId);
    ended.put(callId, new Ended(epoch, clock.getAsLong()));
    if (ended.size() > most) {
      Iterator<Ended> oldest = ended.values().iterator();
      sinceNanos = oldest.next().nanos;
      oldest.remove();
    }
  }

  /** Whether that call has ended under that epoch or a later one, or may have, as it is older than what is remembered. */
  synchronized boolean mayHaveEnded(CallEntry call, long nowMillis) {
    Ended one = ended.get(call.id());
    return one == null ? nowMillis - call.createdMillis() >= millis() : one.epoch >= call.epoch();
  }

  private long millis() {
    return (clock.getAsLong() - sinceNanos) / 1_000_000;
  }

  synchronized NodeReply.Remembered of(Collection<String> callIds) {
    Map<String, Long> epochs = new HashMap<>();
    for (String id : callIds) {
      Ended one = ended.get(id);
      if (one != null) {
        epochs.put(id, one.epoch);
      }
    }
    return new NodeReply.Remembered(millis(), epochs);
  }
}
