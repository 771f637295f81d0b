package io.voxbus.node;

import static io.voxbus.node.Member.await;
import static io.voxbus.node.Member.entry;
import static io.voxbus.node.Member.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.EntryProcessor;
import io.vertx.core.Future;
import io.voxbus.testing.FreePorts;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One of two nodes stands still, or the word of what it has copied gets lost: calls of the other one go on. */
class StandstillIT {
  private static final int CALLS = 40;
  /** Less than the 5 s that Hazelcast would wait. */
  private static final int PATIENCE_SECONDS = 4;
  private static final CountDownLatch GOES_ON = new CountDownLatch(1);
  private final List<Member> members;

  StandstillIT() {
    String name = "test-" + UUID.randomUUID();
    int first = FreePorts.next();
    members = IntStream.of(1, 2).mapToObj(number -> Member.of(number, name, first)).toList();
    members.forEach(member -> await(member.tenure.running()));
  }

  @AfterEach
  void leave() {
    GOES_ON.countDown();
    members.forEach(member -> member.vertx.close());
  }

  /** Holds a thread that changes and copies entries. */
  private static final class Standing implements EntryProcessor<String, Object, Object> {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Object process(Map.Entry<String, Object> entry) {
      try {
        GOES_ON.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return null;
    }
  }

  @Test
  void aCallThatIsCopiedThereIsKeptAllTheSame() {
    Member still = members.get(1);
    Member other = members.get(0);
    waitFor(other::hasCopies);
    List<String> calls = IntStream.range(0, CALLS).mapToObj(i -> "call-" + i).toList();
    List<String> here = calls.stream().filter(other::holdsState).toList();
    assertTrue(!here.isEmpty() && here.size() < CALLS, here.size() + " are held by the other");
    here.forEach(other::claim);
    calls.stream().filter(still::holdsState).forEach(call -> still.change(call, new Standing()));
    await(Future.all(here.stream().map(call -> other.own.keep(entry(call, other.id, 1), "\"1\""))
        .toList()).timeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(1, GOES_ON.getCount(), "it still stands");
  }
}
