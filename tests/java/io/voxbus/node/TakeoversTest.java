package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import java.time.Duration;
import java.util.List;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the calls of a lost node at the one node that is left. */
@ExtendWith(VertxExtension.class)
@Timeout(20_000)
class TakeoversTest {
  private static final CallEntry CALL = new CallEntry("one", CallType.WEB_SOCKET, "lost", 1,
      "answered", 0, null, null, null, null, JsonNodeFactory.instance.objectNode());

  private final LocalCalls calls = new LocalCalls();
  private Bus bus;
  private Takeovers takeovers;

  @BeforeEach
  void start(Vertx vertx) {
    bus = new Bus(vertx, "left", call -> Future.succeededFuture("lost"), Duration.ofSeconds(5));
    takeovers = new Takeovers(bus, calls, new LocalNode(), Tenure.forever(),
        new Meters(new SimpleMeterRegistry()));
    takeovers.mayTake("lost"::equals);
    calls.claim(CALL);
  }

  /** On one context, as the heartbeat does: what is answered comes back to it. */
  private void begin() {
    bus.vertx().runOnContext(go -> takeovers.begin("lost"));
  }

  @Test
  void aCallIsNotLostBecauseTheCodeThatTakesItIsJustReplaced(VertxTestContext test) {
    bus.vertx().setTimer(500,
        due -> bus.serve(Addresses.calls("left"), request -> {
          test.verify(() -> assertEquals(new CallRequest.TakeOver("one", "lost", 1), request));
          calls.list().onSuccess(all -> test.verify(() -> {
            assertEquals(List.of(CALL), all);
            test.completeNow();
          }));
          return Future.succeededFuture(new CallReply.Hosted("left"));
        }));
    begin();
  }

  @Test
  void thoseWhoTalkComeBeforeThoseWhoWait(VertxTestContext test) {
    List<String> asked = new ArrayList<>();
    bus.serve(Addresses.calls("left"), request -> {
      asked.add(((CallRequest.TakeOver) request).callId());
      if (asked.size() == 7) {
        test.verify(() -> assertEquals(Set.of("x", "y", "z"), Set.copyOf(asked.subList(0, 3))));
        test.completeNow();
      }
      return Future.succeededFuture(new CallReply.Hosted("left"));
    });
    for (String waits : List.of("a", "b", "c")) {
      calls.claim(new CallEntry(waits, CallType.SIP, "lost", 1, "ringing", 0, 1L, null, null, null,
          JsonNodeFactory.instance.objectNode()));
    }
    for (String talks : List.of("x", "y", "z")) {
      calls.claim(new CallEntry(talks, CallType.SIP, "lost", 1, "answered", 0, 1L, 2L, null, null,
          JsonNodeFactory.instance.objectNode()));
    }
    begin();
  }

  @Test
  void aCallThatCanNotBeRestoredIsAskedForOnceAndStruckOff(VertxTestContext test) {
    List<CallRequest> asked = new ArrayList<>();
    bus.serve(Addresses.calls("left"), request -> {
      asked.add(request);
      return Future.failedFuture(new Fault(500, "its state can't be read"));
    });
    begin();
    bus.vertx().setPeriodic(20, due -> calls.list().onSuccess(all -> {
      if (all.isEmpty()) {
        test.verify(() -> assertEquals(List.of(new CallRequest.TakeOver("one", "lost", 1),
            new CallRequest.StrikeOff("one", "lost", 1)), asked));
        test.completeNow();
      }
    }));
  }
}
