package io.voxbus.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells once of each member that has left, however often it is registered. Hazelcast tells its listeners on five threads,
 * each on the one that its registration falls to; that of Vert.x holds one of them for up to two seconds while it strikes
 * off what the lost node had registered. With several registrations one of them is on another thread.
 */
final class Departures implements MembershipListener {
  private final Consumer<Member> left;
  private final Set<UUID> told = ConcurrentHashMap.newKeySet();

  Departures(Consumer<Member> left) {
    this.left = left;
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    // it reports itself
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    if (told.add(event.getMember().getUuid())) {
      left.accept(event.getMember());
    }
  }
}
