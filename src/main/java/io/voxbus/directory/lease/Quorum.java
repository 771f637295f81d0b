package io.voxbus.directory.lease;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node knows of its cluster, and what follows: whether it stands, which others it answers, whose calls may be taken
 * over. Immutable and pure; times are of the node's own monotonic clock.
 *
 * <p>A node stands while a majority, itself included, has answered what it asked less than a lease ago. Of two nodes the
 * first by name stands on its own. Who has lost a node gives it no answers any more; its calls are free when a majority
 * has given it none for a whole lease, for then it can't stand, or when its process has died for sure.
 *
 * @param voters  whom the majority is of; empty until others have let this node in
 * @param acked   when the newest question was asked that a node has answered
 * @param served  when it was last given an answer
 * @param fences  who gets none
 * @param reports what others told of their fences
 * @param shrunk  when a voter was last struck off: what it had answered before still counts for a lease
 */
public record Quorum(String self, long lease, SortedSet<String> voters,
    SortedMap<String, Long> acked, SortedMap<String, Long> served, SortedMap<String, Fence> fences,
    SortedMap<String, Report> reports, long shrunk) {
  public static final long FOREVER = Long.MAX_VALUE / 2;
  public static final long NEVER = Long.MIN_VALUE / 2;

  /**
   * @param since  when the lost node had its last answer
   * @param liftAt when it gets answers again; {@link #FOREVER} while it is lost
   */
  public record Fence(long since, long liftAt) {}

  /** @param quietSince lost nodes, and since when the teller has given them no answer */
  public record Report(long asked, SortedMap<String, Long> quietSince) {}

  /** Of the first node of a cluster. */
  public static Quorum first(String self, long lease) {
    return learner(self, lease).with(Set.of(self));
  }

  /** Of a node that joins others: it stands when one of them counts it. */
  public static Quorum learner(String self, long lease) {
    return new Quorum(self, lease, new TreeSet<>(), new TreeMap<>(), new TreeMap<>(),
        new TreeMap<>(), new TreeMap<>(), NEVER);
  }

  /** A node's id without what tells its starts apart. */
  public static String node(String voter) {
    return voter.substring(0, voter.lastIndexOf('/'));
  }

  public boolean isMember() {
    return voters.contains(self);
  }

  /** Until when this node stands. */
  public long deadline() {
    if (!isMember()) {
      return NEVER;
    }
    int others = needed() - 1;
    return others == 0
        ? FOREVER
        : lease + voters.stream().filter(voter -> !voter.equals(self))
            .map(voter -> acked.getOrDefault(voter, NEVER)).sorted(Comparator.reverseOrder())
            .skip(others - 1L).findFirst().orElse(NEVER);
  }

  public boolean stands(long now) {
    return now < deadline();
  }

  /** How many make the majority, this node included. */
  private int needed() {
    return voters.size() == 2 && voters.first().equals(self) ? 1 : voters.size() / 2 + 1;
  }

  /** Whether those nodes and this one are enough to stand. */
  public boolean areMost(Collection<String> nodes) {
    return voters.stream().filter(voter -> voter.equals(self) || nodes.contains(node(voter)))
        .count() >= needed();
  }

  /** Whether a question of that node is to be answered now. */
  public boolean answers(String from, long now) {
    Fence fence = fences.get(from);
    return fence == null || fence.liftAt <= now;
  }

  /** That node is given an answer. */
  public Quorum serve(String from, long now) {
    return new Quorum(self, lease, voters, acked, put(served, from, now), without(fences, from),
        reports, shrunk);
  }

  /** What this node tells of its fences: how long each lost one has had no answer. */
  public SortedMap<String, Long> quiet(long now) {
    SortedMap<String, Long> quiet = new TreeMap<>();
    fences.forEach((lost, fence) -> {
      if (fence.liftAt == FOREVER) {
        quiet.put(lost, now - fence.since);
      }
    });
    return quiet;
  }

  /** Whom this node counts, as it tells others: nobody when it doesn't stand. */
  public SortedSet<String> told(long now) {
    return stands(now) ? voters : Collections.emptySortedSet();
  }

  /** Somebody who stands counts these: this node among them is let in. */
  public Quorum heard(Set<String> theirs) {
    return !isMember() && theirs.contains(self) ? with(theirs) : this;
  }

  /**
   * A node has answered. It is counted from now on, if this node stands: otherwise two halves could each find themselves
   * a majority.
   *
   * @param asked when this node had asked
   * @param quiet as {@link #quiet} told it
   */
  public Quorum acked(String from, long asked, Map<String, Long> quiet, long now) {
    SortedMap<String, Long> since = new TreeMap<>();
    quiet.forEach((lost, nanos) -> since.put(lost, now - nanos));
    Quorum known = new Quorum(self, lease, voters,
        put(acked, from, Math.max(asked, acked.getOrDefault(from, NEVER))), served, fences,
        put(reports, from, new Report(asked, since)), shrunk);
    return stands(now) && !voters.contains(from) ? known.with(plus(voters, from)) : known;
  }

  /** A node has left the cluster: it gets no answers until it is back. */
  public Quorum lost(String node, long now) {
    Fence before = fences.get(node);
    long since = before != null && before.liftAt > now
        ? before.since
        : served.getOrDefault(node, now);
    return new Quorum(self, lease, voters, acked, served,
        put(fences, node, new Fence(since, FOREVER)), reports, shrunk);
  }

  /** It is back. It has to wait until nobody relies any more on its having no answers. */
  public Quorum back(String node, long now) {
    Fence fence = fences.get(node);
    return fence == null || fence.liftAt != FOREVER
        ? this
        : new Quorum(self, lease, voters, acked, served,
            put(fences, node, new Fence(fence.since, now + lease)), reports, shrunk);
  }

  /** The node's process has ended for sure. */
  public Quorum gone(String node, long now) {
    if (node.equals(self)) {
      return this;
    }
    SortedSet<String> left = new TreeSet<>(voters);
    boolean counted = left.remove(node);
    return new Quorum(self, lease, left, without(acked, node), without(served, node),
        without(fences, node), without(reports, node), counted ? now : shrunk);
  }

  /** That start of a node tells that its former ones are over. */
  public Quorum met(String voter, long now) {
    Quorum known = this;
    for (String other : voters) {
      if (node(other).equals(node(voter)) && !other.equals(voter)) {
        known = known.gone(other, now);
      }
    }
    return known;
  }

  /** Whether the calls of a lost node, that may live, are free: it can't stand any more. */
  public boolean frees(String lost, long now) {
    return stands(now) && voters.contains(lost) && now > shrunk + lease && quietHere(lost, now)
        && voters.stream().filter(voter -> !voter.equals(self) && !voter.equals(lost))
            .filter(voter -> quietAt(voter, lost, now)).count() + 1 >= needed();
  }

  private boolean quietHere(String lost, long now) {
    Fence fence = fences.get(lost);
    return fence != null && fence.liftAt == FOREVER && now > fence.since + lease;
  }

  /**
   * What was told counts for half a lease after it was asked for. The fence is held for a whole one after it was told, so
   * that what is begun now has the other half.
   */
  private boolean quietAt(String teller, String lost, long now) {
    Report report = reports.get(teller);
    return report != null && now < report.asked + (lease + 1) / 2
        && now > report.quietSince.getOrDefault(lost, FOREVER) + lease;
  }

  private Quorum with(Set<String> others) {
    return new Quorum(self, lease, new TreeSet<>(others), acked, served, fences, reports, shrunk);
  }

  private static SortedSet<String> plus(SortedSet<String> set, String one) {
    SortedSet<String> more = new TreeSet<>(set);
    more.add(one);
    return more;
  }

  private static <T> SortedMap<String, T> put(SortedMap<String, T> map, String key, T value) {
    SortedMap<String, T> more = new TreeMap<>(map);
    more.put(key, Objects.requireNonNull(value));
    return more;
  }

  private static <T> SortedMap<String, T> without(SortedMap<String, T> map, String key) {
    if (!map.containsKey(key)) {
      return map;
    }
    SortedMap<String, T> less = new TreeMap<>(map);
    less.remove(key);
    return less;
  }
}
