package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that go on as others. */
@Timeout(20)
class SeatTest {
  private static final Address<Object> NUMBERS = address("s1");
  private static final Address<Object> SECOND = address("s2");

  private final Vertx vertx = Vertx.vertx();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private Bus bus;

  /** Hears numbers, and asks what nobody answers when it is told to. */
  private class Session extends SessionVerticle implements Movable {
    private final String name;
    private boolean still = true;

    Session(String name) {
      super(SeatTest.this.bus);
      this.name = name;
    }

    @Override
    public Future<?> start() {
      bus.receive(NUMBERS, number -> {
        heard.add(name + number);
        if (number.equals("busy")) {
          still = false;
        }
      });
      if (name.equals("b")) {
        bus.receive(SECOND, number -> heard.add("second " + name + number));
      }
      return name.equals("late") ? Future.future(never -> {}) : Future.succeededFuture();
    }

    @Override
    public Handover handOver() {
      return still ? new Handover("after " + name, Map.of(String.class, "thing")) : null;
    }

    @Override
    public void leaveSeat() {
      heard.add(name + " left");
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Address<Object> address(String id) {
    return (Address) Addresses.aiEvents(id);
  }

  @BeforeEach
  void open() {
    bus = new Bus(vertx, "n1", id -> Future.succeededFuture("n1"), Duration.ofSeconds(2));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void everyMessageIsHeardOnceAndInOrderByTheOneOrTheOther() {
    got(bus.open(new Session("a")));
    int count = 2_000;
    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> IntStream.range(0, count)
        .forEach(i -> bus.send(NUMBERS, String.valueOf(i))));
    assertEquals(1, move(handover -> new Session("b")));
    sent.join();
    await(() -> heard.size() == count + 1);
    List<String> numbers = heard.stream().filter(one -> !one.equals("a left"))
        .map(one -> one.substring(1)).toList();
    assertEquals(IntStream.range(0, count).mapToObj(String::valueOf).toList(), numbers);
    int left = heard.indexOf("a left");
    assertEquals(List.of(true, true), List.of(
        heard.subList(0, left).stream().allMatch(one -> one.startsWith("a")),
        heard.subList(left + 1, heard.size()).stream().allMatch(one -> one.startsWith("b"))));
  }

  @Test
  void theSuccessorGetsStateAndThingsAndAddressesOfItsOwn() {
    got(bus.open(new Session("a")));
    List<String> given = new ArrayList<>();
    move(handover -> {
      given.add(handover.state() + ", " + handover.get(String.class) + ", "
          + handover.get(Integer.class));
      return new Session("b");
    });
    bus.send(SECOND, "1");
    await(() -> heard.contains("second b1"));
    move(handover -> new Session("c"));
    bus.send(SECOND, "2");
    bus.send(NUMBERS, "3");
    await(() -> heard.contains("c3"));
    assertEquals(List.of("after a, thing, null"), given);
    assertEquals(List.of("a left", "second b1", "b left", "c3"), heard);
  }

  @Test
  void aSuccessorThatCanNotStartLeavesTheOneBeforeInItsPlace() {
    got(bus.open(new Session("a")));
    assertEquals(0, move(handover -> {
      throw new IllegalArgumentException("not readable");
    }));
    assertEquals(0, move(handover -> new Session("late")));
    bus.send(NUMBERS, "1");
    await(() -> heard.contains("a1"));
    assertEquals(List.of("stays: not readable", "late left", "stays: it did not start at once",
        "a1"), heard);
    assertEquals(1, move(handover -> new Session("b")));
  }

  @Test
  void whoIsInTheMiddleOfSomethingStays() {
    got(bus.open(new Session("a")));
    bus.send(NUMBERS, "busy");
    await(() -> heard.contains("abusy"));
    assertEquals(0, move(handover -> new Session("b")));
    assertEquals(1, sessions());
  }

  @Test
  void whoWaitsForAnAnswerStaysUntilItIsThere() {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    bus.serve(SECOND, asked -> Future.fromCompletionStage(answer));
    got(bus.open(new Session("a") {
      @Override
      public Future<?> start() {
        bus.ask(SECOND, "what", Object.class).onComplete(given -> heard.add("answered"));
        return super.start();
      }
    }));
    assertEquals(0, move(handover -> new Session("b")));
    answer.complete(new io.voxbus.protocol.bus.CallReply.Done());
    await(() -> heard.contains("answered"));
    assertEquals(1, move(handover -> new Session("b")));
  }

  @Test
  void itIsCountedOnceHoweverOftenItMoves() {
    got(bus.open(new Session("a")));
    move(handover -> new Session("b"));
    assertEquals(1, sessions());
    vertx.deploymentIDs().forEach(id -> vertx.undeploy(id).await());
    assertEquals(0, sessions());
    assertEquals(0, move(handover -> new Session("c")));
  }

  @Test
  void theyMoveOneAfterTheOtherAndWhatHasEndedMeanwhileDoesNot() {
    got(bus.open(new Session("a")));
    got(bus.open(new Session("b")));
    Promise<Void> pause = Promise.promise();
    List<String> moved = new CopyOnWriteArrayList<>();
    Future<Integer> all = move(handover -> {
      moved.add(handover.state());
      return new Session("new");
    }, pause::future);
    await(() -> moved.size() == 1);
    got(Future.join(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));

    pause.complete();
    assertEquals(1, got(all));
    assertEquals(1, moved.size());
    assertEquals(0, sessions());
  }

  private int move(Function<Handover, Deployable> successor) {
    return got(move(successor, Future::succeededFuture));
  }

  private Future<Integer> move(Function<Handover, Deployable> successor,
      Supplier<Future<?>> pause) {
    return bus.sessions().move(SeatTest.class.getClassLoader(), "bus", successor,
        failure -> heard.add("stays: " + failure.getMessage()), pause);
  }

  private int sessions() {
    return bus.sessions().of(SeatTest.class.getClassLoader(), "bus");
  }

  private static <T> T got(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
