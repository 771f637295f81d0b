package io.voxbus.sip.carrier;

import io.voxbus.protocol.bus.SipRequest.TrunkCalls;
import io.voxbus.sip.line.CallLimit;
import java.util.HashMap;
import java.util.Map;

/**
 * The calls that all nodes have through trunks, as the node knows them that counts them. Whoever has not told for a while
 * has none: it has died, or tells another. Pure.
 */
public final class TrunkTally {
  static final long FORGET_MILLIS = 5_000;

  private final Map<String, Count> counts = new HashMap<>();

  private static final class Count {
    final Map<String, Told> nodes = new HashMap<>();
    final CallLimit rate;

    Count(int perSecond) {
      rate = new CallLimit(0, perSecond);
    }
  }

  private record Told(int calls, long atMillis) {}

  /** Whether there is room for what enters; true for what does not. */
  public boolean on(TrunkCalls told, long nowMillis) {
    Count count = counts.computeIfAbsent(told.trunk(), name -> new Count(told.perSecond()));
    count.nodes.values().removeIf(one -> nowMillis - one.atMillis > FORGET_MILLIS);
    count.nodes.put(told.node(), new Told(told.calls(), nowMillis));
    if (!told.entering()) {
      return true;
    }
    int all = count.nodes.values().stream().mapToInt(Told::calls).sum();
    boolean room = (told.most() == 0 || all <= told.most()) && count.rate.enter(nowMillis);
    if (!room) {
      count.nodes.put(told.node(), new Told(told.calls() - 1, nowMillis));
    }
    return room;
  }

  /** The node is lost, and its calls with it. */
  public void lost(String node) {
    counts.values().forEach(count -> count.nodes.remove(node));
  }
}
