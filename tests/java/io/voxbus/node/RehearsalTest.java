package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.RehearsedCalls;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RehearsalTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aNodeThatCanNotServeTheFirstStopsThereAndGoesOn() {
    Bus bus = new Bus(vertx, "n1", callId -> Future.failedFuture("nobody"), Duration.ofSeconds(1));
    RehearsedCalls calls = new RehearsedCalls(new LocalCalls(), new LocalCalls());
    assertEquals(0, new Rehearsal(bus, calls, 100).run().await());
  }
}
