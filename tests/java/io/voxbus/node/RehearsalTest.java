package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.RehearsedCalls;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import io.voxbus.testing.SharedDirectory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
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
  void whenOneIsNotServedTheClientsOfTheOthersLeave() throws Exception {
    Bus bus = new Bus(vertx, "n1", callId -> Future.failedFuture("nobody"), Duration.ofSeconds(1));
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    AtomicBoolean first = new AtomicBoolean(true);
    bus.serve(Addresses.ws(), request -> {
      if (!first.getAndSet(false)) {
        return Future.failedFuture("no more than one");
      }
      bus.receive(Addresses.socketIn(((WsRequest.Open) request).socketId()), told::add);
      return Future.succeededFuture("open");
    });
    RehearsedCalls calls = new RehearsedCalls(new LocalCalls(), new LocalCalls());
    assertEquals(0, new Rehearsal(bus, calls, 2).run().await());
    assertEquals(new SocketInput.Closed(1000), told.take());
  }

  /** Who looks for calls of a node that was left behind some seconds later would take them too early. */
  @Test
  void theCallsOfOneRoundAreOfOneNodeAndThoseOfTheNextOfAnother() {
    Bus bus = new Bus(vertx, "n1", callId -> Future.failedFuture("nobody"), Duration.ofSeconds(1));
    bus.serve(Addresses.ws(), request -> {
      bus.send(Addresses.socketOut(((WsRequest.Open) request).socketId()),
          new SocketOutput.Close(1000, "served"));
      return Future.succeededFuture("open");
    });
    List<String> nodes = new CopyOnWriteArrayList<>();
    SharedDirectory stage = new SharedDirectory() {
      @Override
      public Future<Void> claim(CallEntry entry) {
        nodes.add(entry.node());
        return super.claim(entry);
      }
    };
    RehearsedCalls calls = new RehearsedCalls(new LocalCalls(), stage);
    assertEquals(7, new Rehearsal(bus, calls, 7).run().await());
    assertEquals(List.of(4, 3), nodes.stream().distinct()
        .map(node -> Collections.frequency(nodes, node)).toList());
  }

  @Test
  void aNodeThatCanNotServeTheFirstStopsThereAndGoesOn() {
    Bus bus = new Bus(vertx, "n1", callId -> Future.failedFuture("nobody"), Duration.ofSeconds(1));
    RehearsedCalls calls = new RehearsedCalls(new LocalCalls(), new LocalCalls());
    assertEquals(0, new Rehearsal(bus, calls, 100).run().await());
  }
}
