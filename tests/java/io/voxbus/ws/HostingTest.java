package io.voxbus.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostingTest {
  private static final CallSetup SETUP = new CallSetup("c", CallType.WEB_SOCKET, CallOption.NONE,
      "", null, false);
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n", id -> Future.failedFuture(Fault.notFound(id)),
      Duration.ofSeconds(5));
  private final AtomicInteger asked = new AtomicInteger();
  private final Tenure tenure = Tenure.none(System::nanoTime);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /** What becomes of a call whose only node answers that until it has been asked so often. */
  private String hosted(Fault answer, int often) throws Exception {
    bus.serve(Addresses.calls("n"), request -> asked.incrementAndGet() <= often
        ? Future.failedFuture(answer)
        : Future.succeededFuture(new CallReply.Hosted("n")));
    LocalNode nodes = new LocalNode();
    nodes.report(new NodeEntry("n", 0, 10, false));
    return new Hosting(bus, new OwnNode(new Placement("n", nodes), tenure)).host(SETUP)
        .map(CallReply.Hosted::nodeId)
        .otherwise(Throwable::getMessage).await(5, TimeUnit.SECONDS) + ", asked " + asked.get();
  }

  @Test
  void nodesThatMayNotActForAMomentAreAskedAgain() throws Exception {
    assertEquals("n, asked 3", hosted(Fault.cutOff(), 2));
  }

  @Test
  void theReasonIsToldWhenTheyMayNotActForLonger() throws Exception {
    tenure.seesMost(false);
    assertEquals(Fault.cutOff().getMessage() + ", asked 10",
        hosted(Fault.cutOff(), Integer.MAX_VALUE));
  }

  /** They have found together again, and will act when they know which calls are still theirs. */
  @Test
  void nodesThatSeeMostOthersAreAskedForLonger() throws Exception {
    assertEquals("n, asked 12", hosted(Fault.cutOff(), 11));
  }

  @Test
  void nodesThatAreFullAreNot() throws Exception {
    assertEquals("no node takes calls: all are full or draining, asked 1",
        hosted(Fault.unavailable("this node has its 10 calls"), 2));
  }
}
