package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private final Member first = member();
  private final Member second = member();
  private final List<Member> left = new ArrayList<>();
  private final Departures departures = new Departures(left::add);

  @Test
  void eachMemberThatLeavesIsToldOfOnceHoweverOftenItIsHeard() {
    MembershipListener one = departures.listener();
    MembershipListener other = departures.listener();
    one.memberRemoved(removed(first));
    other.memberRemoved(removed(first));
    other.memberRemoved(removed(second));
    one.memberRemoved(removed(second));
    assertEquals(List.of(first, second), left);
  }

  @Test
  void aMemberThatHasComeBackIsToldOfAgainWhenItLeavesAgain() {
    MembershipListener one = departures.listener();
    MembershipListener late = departures.listener();
    one.memberRemoved(removed(first));
    one.memberRemoved(removed(first));
    late.memberRemoved(removed(first));
    late.memberRemoved(removed(first));
    assertEquals(List.of(first, first), left);
  }

  private static MembershipEvent removed(Member member) {
    return new MembershipEvent(fake(Cluster.class, ""), member, MembershipEvent.MEMBER_REMOVED,
        Set.of());
  }

  private static Member member() {
    return fake(Member.class, UUID.randomUUID());
  }

  private static <T> T fake(Class<T> type, Object answer) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "equals" -> proxy == arguments[0];
          case "hashCode" -> System.identityHashCode(proxy);
          default -> answer;
        }));
  }
}
