package io.voxbus.directory.lease;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Until when each node was heard to act, by its own wall clock: so far had come what its calls were playing, however long ago
 * they were written down. For any thread.
 */
public final class LastBeats {
  /** Starts of a node that are remembered: its calls are taken over within seconds. */
  private static final int STARTS = 4;

  /** Oldest first. */
  private final Map<String, List<Start>> nodes = new ConcurrentHashMap<>();

  /** A run of a node, and its newest beat. */
  private record Start(String run, long millis) {}

  /**
   * A beat has come.
   *
   * @param run    as {@link Quorum} names a node's run
   * @param millis its wall clock; 0 when it does not act, or is too old to tell
   */
  public void heard(String run, long millis) {
    if (millis > 0) {
      nodes.merge(Quorum.node(run), List.of(new Start(run, millis)), LastBeats::joined);
    }
  }

  private static List<Start> joined(List<Start> before, List<Start> now) {
    Start last = before.getLast();
    List<Start> past = last.run().equals(now.getFirst().run())
        ? before.subList(0, before.size() - 1)
        : before;
    return Stream.concat(past.stream().skip(Math.max(0, past.size() - STARTS + 1)), now.stream())
        .toList();
  }

  /**
   * Until when the run of a node acted that wrote something down at that time, as far as is known.
   *
   * @return at least {@code writtenMillis}
   */
  public long after(String node, long writtenMillis) {
    return nodes.getOrDefault(node, List.of()).stream().mapToLong(Start::millis)
        .filter(millis -> millis >= writtenMillis).findFirst().orElse(writtenMillis);
  }
}
