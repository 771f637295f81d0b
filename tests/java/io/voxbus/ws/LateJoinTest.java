package io.voxbus.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Seal;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Lease;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import io.voxbus.testing.Records;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client comes back for a call whose node may not act for longer than anybody who asks it is patient. */
class LateJoinTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1", call -> Future.succeededFuture("n1"),
      new Bus.Patience(Duration.ofSeconds(5), Duration.ofMillis(1)), Seal.NONE);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private final AtomicInteger asked = new AtomicInteger();
  private final BlockingQueue<SocketOutput> told = new LinkedBlockingQueue<>();

  /** Its client comes back for a call that answers so when it is asked for the fourth time. */
  private void join(Future<CallReply.Attached> answer) {
    bus.serve(Addresses.call("s1"),
        request -> asked.incrementAndGet() < 4 ? Future.failedFuture(Fault.cutOff()) : answer);
    bus.receive(Addresses.socketOut("k1"), told::add);
    bus.open(new WsSession(bus, new WsConfig(0, null),
        new OwnNode(new Placement("n1", new LocalNode()), Lease.FOREVER),
        Records.of(WsRequest.Open.class, "socketId", "k1", "callId", "s1", "type", CallType.SIP,
            "attach", true, "serverTrack", "server")));
  }

  @Test
  void itWaitsWithTheCallAndJoinsItThen() throws Exception {
    join(Future.succeededFuture(new CallReply.Attached("n1", 0)));
    assertEquals(new SocketOutput.AudioTo("s1"), told.poll(5, TimeUnit.SECONDS));
    assertEquals(4, asked.get());
  }

  @Test
  void itIsToldWhenSomebodyElseHasTakenTheCallMeanwhile() throws Exception {
    join(Future.failedFuture(Fault.conflict("taken")));
    SocketOutput last = told.poll(5, TimeUnit.SECONDS);
    while (last instanceof SocketOutput.Text) {
      last = told.poll(5, TimeUnit.SECONDS);
    }
    assertEquals(new SocketOutput.Close(ClientSocket.CONFLICT, "taken"), last);
    assertEquals(4, asked.get());
  }
}
