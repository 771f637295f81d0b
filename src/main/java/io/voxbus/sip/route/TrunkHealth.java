package io.voxbus.sip.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Which server of a carrier to try, in which order: by priority, within it by weight, and those that did not answer
 * last, for a time that doubles with each failure. One that did not answer when it was asked whether it is alive, often
 * enough, is down: it is left out until it answers. Lives on one event loop. Pure.
 */
public final class TrunkHealth {
  private static final long FIRST_PAUSE_MILLIS = 30_000;
  private static final long LAST_PAUSE_MILLIS = 300_000;

  private final List<TrunkConfig.Host> hosts;
  private final int mostMisses;
  private final Map<TrunkConfig.Host, Integer> misses = new HashMap<>();
  private final Map<TrunkConfig.Host, Failure> failures = new HashMap<>();

  private record Failure(long untilMillis, long pauseMillis) {}

  public TrunkHealth(TrunkConfig trunk) {
    hosts = Objects.requireNonNull(trunk.hosts());
    mostMisses = trunk.failures();
  }

  /** It answered, whatever it said. */
  public void answered(TrunkConfig.Host host) {
    failures.remove(host);
    misses.remove(host);
  }

  /** It did not answer, or said that it can't. */
  public void failed(TrunkConfig.Host host, long nowMillis) {
    Failure old = failures.get(host);
    long pause = old == null
        ? FIRST_PAUSE_MILLIS
        : Math.min(LAST_PAUSE_MILLIS, old.pauseMillis() * 2);
    failures.put(host, new Failure(nowMillis + pause, pause));
  }

  /** It did not answer the question whether it is alive. */
  public void missed(TrunkConfig.Host host) {
    misses.merge(host, 1, Integer::sum);
  }

  public boolean isDown(TrunkConfig.Host host) {
    return misses.getOrDefault(host, 0) >= mostMisses;
  }

  /** Whether any server is expected to take a call. */
  public boolean isUp(long nowMillis) {
    return hosts.stream().anyMatch(host -> !isDown(host) && isUp(host, nowMillis));
  }

  public boolean isUp(TrunkConfig.Host host, long nowMillis) {
    Failure failure = failures.get(host);
    return failure == null || failure.untilMillis() <= nowMillis;
  }

  /** Every server that is not down once, the one to try first at the front. */
  public List<TrunkConfig.Host> order(long nowMillis, RandomGenerator random) {
    List<TrunkConfig.Host> left = new ArrayList<>(hosts);
    left.removeIf(this::isDown);
    left.sort(Comparator.comparing((TrunkConfig.Host host) -> !isUp(host, nowMillis))
        .thenComparingInt(TrunkConfig.Host::priority));
    List<TrunkConfig.Host> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      TrunkConfig.Host first = left.getFirst();
      List<TrunkConfig.Host> same = left.stream()
          .filter(host -> host.priority() == first.priority()
              && isUp(host, nowMillis) == isUp(first, nowMillis))
          .toList();
      TrunkConfig.Host drawn = draw(same, random);
      ordered.add(drawn);
      left.remove(drawn);
    }
    return ordered;
  }

  private static TrunkConfig.Host draw(List<TrunkConfig.Host> same, RandomGenerator random) {
    int drawn = random.nextInt(same.stream().mapToInt(TrunkConfig.Host::weight).sum());
    for (TrunkConfig.Host host : same) {
      drawn -= host.weight();
      if (drawn < 0) {
        return host;
      }
    }
    return same.getLast();
  }
}
