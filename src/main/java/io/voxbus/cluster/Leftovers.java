package io.voxbus.cluster;

import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.directory.CallEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Strikes off what was kept of calls that had ended in one half of a cluster while the other half still had it: it comes
 * back when the two become one.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Vertx vertx;
  private final IMap<String, HazelcastJsonValue> states;
  private final Supplier<Future<List<CallEntry>>> calls;
  private final long settleMillis;

  /** @param settleMillis until owners have claimed again what got lost */
  Leftovers(Vertx vertx, IMap<String, HazelcastJsonValue> states,
      Supplier<Future<List<CallEntry>>> calls, long settleMillis) {
    this.vertx = vertx;
    this.states = states;
    this.calls = calls;
    this.settleMillis = settleMillis;
  }

  /**
   * Looks twice, as an owner that is cut off may claim its call after the first time.
   *
   * @return how many were struck off
   */
  Future<Integer> strikeOff() {
    return later().compose(first -> later().map(second -> {
      first.retainAll(second);
      first.forEach(states::deleteAsync);
      LOG.atDebug().addKeyValue("states", first.size())
          .log("what was kept of calls that have ended is struck off");
      return first.size();
    }));
  }

  private Future<Set<String>> later() {
    return vertx.timer(settleMillis, TimeUnit.MILLISECONDS)
        .compose(due -> vertx.executeBlocking(() -> new HashSet<>(states.keySet()), false))
        .compose(kept -> calls.get().map(list -> without(kept, list)));
  }

  /** Those of calls that are not there. What was kept last may be under the epoch before. */
  private static Set<String> without(Set<String> kept, List<CallEntry> list) {
    Map<String, Long> epochs = list.stream()
        .collect(Collectors.toMap(CallEntry::id, CallEntry::epoch));
    kept.removeIf(key -> {
      int slash = key.lastIndexOf('/');
      Long epoch = epochs.get(key.substring(0, slash));
      return epoch != null && Long.parseLong(key.substring(slash + 1)) >= epoch - 1;
    });
    return kept;
  }
}
