package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private final Set<String> cutOff = new HashSet<>(Set.of("n2"));
  private final List<String> arrived = new ArrayList<>();
  private final Queue<Runnable> soon = new ArrayDeque<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private long nowMillis;
  private final Deliveries deliveries = new Deliveries(this::write, soon::add, later::add,
      () -> nowMillis);

  @Test
  void whatIsForANodeThatCantBeReachedArrivesInItsOrderOnceItCan() {
    send("n2", "a", "b");
    pause();
    send("n2", "c");
    assertEquals(List.of(), arrived);
    cutOff.clear();
    send("n2", "d"); // not before the others
    pause();
    send("n2", "e");
    assertEquals(List.of("n2 a", "n2 b", "n2 c", "n2 d", "n2 e"), arrived);
    assertEquals(0, later.size());
  }

  @Test
  void itKeepsNobodyElseWaiting() {
    send("n2", "a");
    send("n3", "b");
    assertEquals(List.of("n3 b"), arrived);
  }

  /** Its clients come back by themselves, and tell what they have had. */
  @Test
  void whatWasForANodeThatIsLostIsDropped() {
    send("n2", "a");
    deliveries.lost("n2");
    work();
    cutOff.clear();
    send("n2", "b"); // another one by that name
    pause();
    assertEquals(List.of("n2 b"), arrived);
    assertEquals(0, later.size());
  }

  @Test
  void nothingWaitsForLongerThanItIsWorth() {
    send("n2", "a");
    nowMillis = Deliveries.MOST_MILLIS;
    send("n2", "b");
    nowMillis++;
    cutOff.clear();
    pause();
    assertEquals(List.of("n2 b"), arrived);
  }

  @Test
  void noMoreWaitsThanTheMost() {
    String[] many = new String[Deliveries.MOST + 1];
    Arrays.fill(many, "a");
    send("n2", many);
    cutOff.clear();
    pause();
    assertEquals(Deliveries.MOST, arrived.size());
  }

  private Future<Void> write(String node, Envelope envelope) {
    if (cutOff.contains(node)) {
      return Future.failedFuture(Fault.notFound(node));
    }
    arrived.add(node + " " + envelope.message());
    return Future.succeededFuture();
  }

  private void send(String node, String... messages) {
    for (String message : messages) {
      deliveries.send(node, new Envelope("at", "", message));
      work();
    }
  }

  private void work() {
    for (Runnable next = soon.poll(); next != null; next = soon.poll()) {
      next.run();
    }
  }

  private void pause() {
    later.remove().run();
    work();
  }
}
