package io.voxbus.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tells once each time a member has left, as soon as the first of its listeners hears of it. Hazelcast tells listeners on five
 * threads, each on the one that its registration falls to; that of Vert.x holds one of them for up to two seconds while it
 * strikes off what the lost node had registered. With several registrations one of them is on another thread. A member that
 * comes back after a split is the same one, and may leave again.
 */
final class Departures {
  private final Consumer<Member> left;
  /** How often the leaving of each was told. */
  private final Map<UUID, Integer> told = new HashMap<>();

  Departures(Consumer<Member> left) {
    this.left = left;
  }

  /** Another listener, for a registration of its own: it hears everything in its order. */
  MembershipListener listener() {
    return new Listener();
  }

  private synchronized boolean first(UUID member, int times) {
    boolean news = told.getOrDefault(member, 0) < times;
    if (news) {
      told.put(member, times);
    }
    return news;
  }

  private final class Listener implements MembershipListener {
    private final Map<UUID, Integer> heard = new HashMap<>();

    @Override
    public void memberAdded(MembershipEvent event) {
      // it reports itself
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      UUID member = event.getMember().getUuid();
      if (first(member, heard.merge(member, 1, Integer::sum))) {
        left.accept(event.getMember());
      }
    }
  }
}
