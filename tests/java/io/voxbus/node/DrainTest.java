package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.NodeLoad;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.bus.CallType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the calls of a node that leaves are asked to go on elsewhere. */
class DrainTest {
  private static final Future<Object> NOT_NOW = Future
      .failedFuture(Fault.conflict("a client is here"));
  private static final Future<Object> NO_ROOM = Future.failedFuture(Fault.unavailable("no room"));

  private final Vertx vertx = Vertx.vertx();
  private final LocalCalls calls = new LocalCalls();
  private final LocalNode nodes = new LocalNode();
  private final NodeLoad load = new NodeLoad(new NodeEntry("node-1", 0, 100_000, false, "1", 0, 0),
      nodes,
      Tenure.forever());
  /** What each call was asked: its id, and whether it must go. */
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void call() {
    call("one");
  }

  private void call(String id) {
    load.enter();
    calls.claim(
        new CallEntry(id, CallType.WEB_SOCKET, "node-1", 1, "answered", 0, null, null, null,
            null, JsonNodeFactory.instance.objectNode()));
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aCallThatCannotMoveYetIsAskedAgainUntilItCan() {
    drain(60_000, times -> times < 3 ? NOT_NOW : moved());
    assertEquals(List.of("one false", "one false", "one false"), asked);
  }

  @Test
  void aCallThatNobodyTakesIsAskedOnceAndInTheEndOnceMore() {
    drain(700, times -> times < 2 ? NO_ROOM : moved());
    assertEquals(List.of("one false", "one true"), asked);
  }

  @Test
  void whenTheTimeIsUpItIsTriedAFewTimesMore() {
    drain(100, times -> times < 4 ? NO_ROOM : moved());
    assertEquals(List.of("one false", "one true", "one true", "one true"), asked);
  }

  @Test
  void aCallThatStaysDoesNotKeepTheNode() {
    drain(100, times -> NO_ROOM);
    assertEquals(6, asked.size());
  }

  @Test
  void aCallThatMovesIsNotWaitedFor() {
    drain(60_000, times -> moved());
    assertEquals(List.of("one false"), asked);
  }

  @Test
  void eightCallsLeaveAtOnceAndTheOthersAfterThem() {
    for (int i = 1; i < 20; i++) {
      call("call-" + i);
    }
    List<Integer> together = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger moving = new AtomicInteger();
    drain(60_000, times -> {
      together.add(moving.incrementAndGet());
      return vertx.timer(20, TimeUnit.MILLISECONDS).compose(due -> {
        moving.decrementAndGet();
        return moved();
      });
    });
    assertEquals(20, together.size());
    assertEquals(8, Collections.max(together));
  }

  @Test
  void callsThatAreDecidedAtOnceMayBeThousands() {
    for (int i = 1; i < 20_000; i++) {
      call("call-" + i);
    }
    drain(60_000, times -> moved());
    assertEquals(20_000, asked.size());
  }

  private Future<Object> moved() {
    load.leave();
    return Future.succeededFuture();
  }

  private void drain(long waitMillis, Function<Integer, Future<?>> answer) {
    Drain drain = new Drain(vertx, load, calls, nodes, (call, now) -> {
      asked.add(call.id() + " " + now);
      return answer.apply(asked.size());
    });
    drain.run(waitMillis).toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS)
        .join();
  }
}
