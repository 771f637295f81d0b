package io.voxbus.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Lease;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import io.voxbus.testing.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client between its socket and its call; both are played by the test. */
@ExtendWith(VertxExtension.class)
@Timeout(10_000)
class WsSessionTest {
  private static final Command ACCEPT = new Command.Accept(CallOption.NONE);
  private static final Seconds CUT_OFF_WAIT = new Seconds(1_000);
  private static final long LATE_MILLIS = 5_500;
  private static final Command HISTORY = new Command.History("a", "b");

  private final List<CallRequest> asked = new ArrayList<>();
  private volatile Future<String> owner = Future.succeededFuture("n1");
  private final AtomicInteger lookups = new AtomicInteger();
  private final LocalNode there = new LocalNode();
  private volatile boolean stands = true;
  private volatile boolean seesMost = true;
  private final Lease lease = new Lease() {
    @Override
    public boolean runs(long nowNanos) {
      return stands;
    }

    @Override
    public boolean seesMost() {
      return seesMost;
    }
  };
  private Bus bus;

  @BeforeEach
  void open(Vertx vertx) {
    bus = new Bus(vertx, "n1", call -> {
      lookups.incrementAndGet();
      return owner;
    }, Duration.ofSeconds(5));
  }

  @Test
  void anAcceptThatComesWhileTheCallIsBeingTakenWaitsForIt(VertxTestContext test) {
    Promise<CallReply> taken = Promise.promise();
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      if (request instanceof CallRequest.Attach) {
        bus.send(Addresses.socketIn("k1"), new SocketInput.Text(Json.text(ACCEPT)));
        bus.vertx().runOnContext(later -> taken.complete(new CallReply.Attached("n1", 0)));
        return taken.future();
      }
      test.verify(() -> assertEquals(new CallRequest.Obey(ACCEPT), request));
      test.completeNow();
      return Future.succeededFuture(new CallReply.Done());
    });
    start("s1", true).onFailure(test::failNow);
  }

  @Test
  void aCallWhoseNodeMayNotActForAMomentIsJoinedWhenItMay(VertxTestContext test) {
    there.report(new NodeEntry("n1", 0, 1, false));
    bus.serve(Addresses.calls("n1"),
        request -> Future.succeededFuture(new CallReply.Hosted("n1")));
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      return asked.size() == 1
          ? Future.failedFuture(Fault.cutOff())
          : Future.succeededFuture(new CallReply.Attached("n1", 0));
    });
    bus.receive(Addresses.socketOut("k1"), output -> {
      test.verify(() -> assertEquals(new SocketOutput.AudioTo("s1"), output));
      test.completeNow();
    });
    start("s1", false).onSuccess(started -> bus.send(Addresses.socketIn("k1"),
        new SocketInput.Text("{\"command\":\"invite\"}"))).onFailure(test::failNow);
  }

  /** It has just left, and is still on the list. */
  @Test
  void aNodeThatIsNotThereIsPassedOver(VertxTestContext test) {
    there.report(new NodeEntry("n1", 0, 1, false));
    bus.receive(Addresses.socketOut("k1"), output -> test.verify(() -> {
      if (output instanceof SocketOutput.Text(String text) && text.contains("\"error\"")) {
        assertEquals("no node takes calls: all are full or draining",
            Json.mapper().readTree(text).path("error").asText());
        test.completeNow();
      }
    }));
    start("s1", false).onSuccess(started -> bus.send(Addresses.socketIn("k1"),
        new SocketInput.Text("{\"command\":\"invite\"}"))).onFailure(test::failNow);
  }

  @Test
  void anAcceptWithoutACallIsRefused(VertxTestContext test) {
    bus.receive(Addresses.socketOut("k1"), output -> test.verify(() -> {
      String error = ((SocketOutput.Text) output).text();
      assertEquals("no pending call to accept",
          Json.mapper().readTree(error).path("error").asText());
      test.completeNow();
    }));
    start("s1", false).onSuccess(started -> bus.send(Addresses.socketIn("k1"),
        new SocketInput.Text(Json.text(ACCEPT)))).onFailure(test::failNow);
  }

  @Test
  void aClientWhoseCallHasMovedAttachesAgainAndItsCommandsWait(VertxTestContext test) {
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      if (request instanceof CallRequest.Attach && asked.size() == 1) {
        Emitted seen = new Emitted(new Event.Inactivity("s1", 0), 1);
        bus.vertx().runOnContext(later -> {
          bus.send(Addresses.session("k1", "n1"), seen);
          bus.send(Addresses.session("k1", "n1"), new Moved("n2"));
          bus.send(Addresses.socketIn("k1"), new SocketInput.Text(Json.text(HISTORY)));
        });
      } else if (request instanceof CallRequest.Obey) {
        Client client = new Client("k1", "n1", "k1", false);
        test.verify(() -> assertEquals(List.of(new CallRequest.Attach(client, 0),
            new CallRequest.Attach(client, 1), new CallRequest.Obey(HISTORY)), asked));
        test.completeNow();
      }
      return Future.succeededFuture(request instanceof CallRequest.Attach
          ? new CallReply.Attached(asked.size() == 1 ? "n0" : "n1", 0)
          : new CallReply.Done());
    });
    start("s1", true).onFailure(test::failNow);
  }

  @Test
  void anEventThatWasLostOnItsWayIsAskedForAndComesBeforeTheNext(VertxTestContext test) {
    List<String> told = new ArrayList<>();
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (output instanceof SocketOutput.Text(String json)) {
        told.add(json.replaceAll(".*\"seq\":(\\d+).*", "$1"));
      }
      if (told.size() == 4) {
        Client client = new Client("k1", "n1", "k1", false);
        test.verify(() -> {
          assertEquals(List.of("1", "2", "3", "4"), told);
          assertEquals(
              List.of(new CallRequest.Attach(client, 0), new CallRequest.Attach(client, 1)),
              asked);
        });
        test.completeNow();
      }
    });
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      int[] come = asked.size() == 1 ? new int[]{1, 3} : new int[]{2, 3, 4};
      bus.vertx().runOnContext(later -> {
        for (int seq : come) {
          bus.send(Addresses.session("k1", "n1"),
              new Emitted(new Event.Inactivity("s1", 0), seq));
        }
      });
      return Future.succeededFuture(new CallReply.Attached("n1", 0));
    });
    start("s1", true).onFailure(test::failNow);
  }

  @Test
  void aClientThatTheNewOwnerCallsDoesNotLookForIt(VertxTestContext test) {
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      if (asked.size() == 1) {
        owner = Promise.<String>promise().future(); // looked for, it is not found
        bus.vertx().runOnContext(later -> {
          bus.publishHere(Addresses.lostNodes(), "n0");
          bus.send(Addresses.session("k1", "n1"), new Moved("n1"));
        });
        return Future.succeededFuture(new CallReply.Attached("n0", 0));
      }
      test.completeNow();
      return Future.succeededFuture(new CallReply.Attached("n1", 0));
    });
    start("s1", true).onFailure(test::failNow);
  }

  @Test
  void aCallThatNobodyTakesOverEndsWithOneHangup(VertxTestContext test) {
    List<String> told = new ArrayList<>();
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (output instanceof SocketOutput.AudioTo) {
        owner = Future.failedFuture(Fault.notFound("call s1"));
        bus.publishHere(Addresses.lostNodes(), "n1");
      } else if (output instanceof SocketOutput.Text(String text)) {
        told.add(text);
      } else if (output instanceof SocketOutput.Close) {
        test.verify(() -> {
          assertEquals(1, told.size());
          assertEquals("nodeFailure",
              Json.mapper().readTree(told.getFirst()).path("reason").asText());
        });
        test.completeNow();
      }
    });
    bus.serve(Addresses.call("s1"),
        request -> Future.succeededFuture(new CallReply.Attached("n1", 0)));
    start("s1", true).onFailure(test::failNow);
  }

  /** On a busy machine that may take longer than five seconds. */
  @Test
  void aClientWaitsForACallThatIsTakenOverLate(Vertx vertx, VertxTestContext test) {
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (!(output instanceof SocketOutput.AudioTo)) {
        test.failNow(output.toString());
      } else if (asked.size() == 1) {
        bus.publishHere(Addresses.lostNodes(), "n0");
        owner = Future.succeededFuture("n0");
        vertx.setTimer(LATE_MILLIS, late -> owner = Future.succeededFuture("n1"));
      } else {
        test.completeNow();
      }
    });
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      return Future.succeededFuture(new CallReply.Attached(asked.size() == 1 ? "n0" : "n1", 0));
    });
    start("s1", true, new Seconds(30_000)).onFailure(test::failNow);
  }

  @Test
  void aClientOfANodeThatIsCutOffWaitsWithItAndFindsItsCallWhereItWas(VertxTestContext test) {
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (!(output instanceof SocketOutput.AudioTo)) {
        test.failNow(output.toString());
      } else if (asked.size() == 1) {
        stands = false;
        owner = Future.failedFuture(Fault.notFound("call s1"));
        bus.publishHere(Addresses.lostNodes(), "n1");
      } else {
        test.completeNow();
      }
    });
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      return Future.succeededFuture(new CallReply.Attached("n1", 0));
    });
    bus.vertx().setPeriodic(50, look -> {
      if (lookups.get() > 5) { // more often than a call that has ended is looked for
        there.report(new NodeEntry("n1", 0, 1, false));
        stands = true;
        owner = Future.succeededFuture("n1");
      }
    });
    start("s1", true).onFailure(test::failNow);
  }

  /** @param island its lease still runs, but what it reads of calls is not what the others have */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientOfANodeThatIsCutOffForGoodIsSentToAnotherOne(boolean island,
      VertxTestContext test) {
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (output instanceof SocketOutput.AudioTo) {
        stands = island;
        seesMost = !island;
        owner = Future.failedFuture(Fault.notFound("call s1"));
        bus.publishHere(Addresses.lostNodes(), "n1");
      } else {
        test.verify(() -> assertEquals(new SocketOutput.Close(1013,
            "this node is cut off: come back through another one"), output));
        test.completeNow();
      }
    });
    bus.serve(Addresses.call("s1"),
        request -> Future.succeededFuture(new CallReply.Attached("n1", 0)));
    start("s1", true).onFailure(test::failNow);
  }

  @Test
  void aClientThatAttachesWhileTheNodeOfItsCallDiesWaitsForTheNextOwner(VertxTestContext test) {
    owner = Future.succeededFuture("lost");
    bus.vertx().setTimer(300, taken -> {
      bus.serve(Addresses.call("s1"), request -> {
        asked.add(request);
        if (request instanceof CallRequest.Obey) {
          Client client = new Client("k1", "n1", "k1", false);
          test.verify(() -> assertEquals(
              List.of(new CallRequest.Attach(client, 0), new CallRequest.Obey(HISTORY)), asked));
          test.completeNow();
        }
        return Future.succeededFuture(request instanceof CallRequest.Attach
            ? new CallReply.Attached("n1", 0)
            : new CallReply.Done());
      });
      owner = Future.succeededFuture("n1");
    });
    refuseOutput(test);
    start("s1", true).onSuccess(started -> bus.send(Addresses.socketIn("k1"),
        new SocketInput.Text(Json.text(HISTORY)))).onFailure(test::failNow);
  }

  @Test
  void aClientThatAttachesToACallThatEndsWithItsNodeIsToldSo(VertxTestContext test) {
    owner = Future.succeededFuture("lost");
    bus.vertx().setTimer(300,
        ended -> owner = Future.failedFuture(Fault.notFound("call s1")));
    List<String> told = new ArrayList<>();
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (output instanceof SocketOutput.Text(String text)) {
        told.add(text);
      } else if (output instanceof SocketOutput.Close) {
        test.verify(() -> {
          assertEquals(2, told.size());
          assertEquals("call s1 not found",
              Json.mapper().readTree(told.getFirst()).path("error").asText());
          assertEquals("failed", Json.mapper().readTree(told.get(1)).path("reason").asText());
        });
        test.completeNow();
      }
    });
    start("s1", true).onFailure(test::failNow);
  }

  private void refuseOutput(VertxTestContext test) {
    bus.receive(Addresses.socketOut("k1"), output -> {
      if (!(output instanceof SocketOutput.AudioTo)) {
        test.failNow(output.toString());
      }
    });
  }

  private Future<String> start(String callId, boolean attach) {
    return start(callId, attach, CUT_OFF_WAIT);
  }

  private Future<String> start(String callId, boolean attach, Seconds wait) {
    WsRequest.Open open = Records.of(WsRequest.Open.class, "socketId", "k1", "callId", callId,
        "type", CallType.SIP, "attach", attach, "serverTrack", "server");
    return bus
        .open(new WsSession(bus, new WsConfig(0, wait),
            new OwnNode(new Placement("n1", there),
                lease),
            open));
  }
}
