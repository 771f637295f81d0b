package io.voxbus.node;

import static io.voxbus.node.Member.await;
import static io.voxbus.node.Member.waitFor;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.voxbus.testing.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node that has begun a cluster dies before it has let in those that joined it. */
class FounderLostIT {
  private final String name = "test-" + UUID.randomUUID();
  private final int port = FreePorts.next();
  private final List<Member> members = new ArrayList<>();

  private Member join(int number) {
    Member member = Member.of(number, name, port);
    members.add(member);
    return member;
  }

  @AfterEach
  void leave() {
    members.forEach(member -> member.vertx.close());
  }

  @Test
  void theOldestOfThemBeginsAnewAndLetsTheOtherIn() {
    Member founder = join(1);
    await(founder.tenure.running());
    founder.vertx.eventBus().addInboundInterceptor(founder.cut); // it tells of itself, and hears nothing
    Member second = join(2);
    Member third = join(3);
    waitFor(() -> second.shared.nodes().nodes().size() == 3);
    assertFalse(second.tenure.began() || third.tenure.began());
    founder.kill();
    await(second.tenure.running());
    await(third.tenure.running());
    third.claim("a call");
  }
}
