package io.voxbus.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.testing.sip.TestStack;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node does before it is ready, with the test in the place of its media. */
class RehearsalTest {
  private static final PhoneConfig CONFIG = new PhoneConfig(null, null, null, null, false);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1", id -> Future.failedFuture(Fault.notFound(id)),
      Duration.ofSeconds(5));

  @AfterEach
  void stop() {
    TestStack.await(vertx.close());
  }

  @Test
  void eachCallOpensItsMediaIsTakenAndEndsAndNothingIsLeftOfIt() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(5);
    bus.serve(Addresses.media(), (MediaRequest request) -> {
      String id = ((MediaRequest.Open) request).callId();
      opened.incrementAndGet();
      bus.receive(Addresses.media(id), (MediaRequest end) -> closed.countDown());
      return Future.succeededFuture(new MediaRequest.Opened(TestPhones.ANSWER));
    });
    Rehearsal rehearsal = new Rehearsal(bus, CONFIG, 5);
    assertEquals(5, TestStack.await(rehearsal.run()));
    assertEquals(5, opened.get());
    assertTrue(closed.await(10, TimeUnit.SECONDS), "media");
    assertNoLegIsLeft(rehearsal);
  }

  @Test
  void itEndsAtOnceWhenThereIsNoMedia() {
    bus.serve(Addresses.media(), request -> Future.failedFuture(Fault.unavailable("full")));
    Rehearsal rehearsal = new Rehearsal(bus, CONFIG, 5);
    assertThrows(AssertionError.class, () -> TestStack.await(rehearsal.run()));
    assertNoLegIsLeft(rehearsal);
  }

  /** It ends after its last answer. */
  private static void assertNoLegIsLeft(Rehearsal rehearsal) {
    for (long end = System.nanoTime() + 10_000_000_000L; rehearsal.open() > 0;) {
      assertTrue(System.nanoTime() < end, "legs");
      Thread.onSpinWait();
    }
  }
}
