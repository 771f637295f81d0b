package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.SocketAudio;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bus of node n1; n2 is played by the test. */
@ExtendWith(VertxExtension.class)
@Timeout(10_000)
class BusTest {
  private static final CallReply.Done DONE = new CallReply.Done();
  private static final CallRequest KILL = new CallRequest.Kill("killed", "system");
  private static final Address<CallRequest> HERE = Addresses.calls("n1");
  private static final Address<CallRequest> THERE = Addresses.calls("n2");
  private static final Address<CallRequest> CALL = Addresses.call("s1");

  private final Queue<String> owners = new ArrayDeque<>();
  private final List<String> lookups = new ArrayList<>();
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    bus = new Bus(vertx, "n1", this::lookup, Duration.ofMillis(60));
  }

  @Test
  void aMessageAndItsAnswerGoByReference(VertxTestContext test) {
    CallReply answer = new CallReply.Hosted("n1");
    List<Object> received = new ArrayList<>();
    bus.serve(HERE, request -> {
      received.add(request);
      return Future.succeededFuture(answer);
    });
    finish(test, bus.ask(HERE, KILL, CallReply.class), got -> {
      assertSame(answer, got);
      assertSame(KILL, received.getFirst());
    });
  }

  @Test
  void whatIsReceivedDirectlyArrivesOnTheSendersThreadUntilItIsEnded() {
    Address<SocketAudio> at = Addresses.socketAudio("k1", "n1");
    SocketAudio audio = new SocketAudio("k1", new byte[160]);
    List<Object> received = new ArrayList<>();
    Bus.Receiving receiving = bus.receiveDirectly(at, packet -> {
      received.add(packet);
      received.add(Thread.currentThread());
    });
    bus.send(at, audio);
    receiving.end();
    bus.send(at, audio);
    assertEquals(List.of(audio, Thread.currentThread()), received);
  }

  @Test
  void theEndOfAnEarlierReceiverDoesNotEndTheOneThatFollowedIt() {
    Address<SocketAudio> at = Addresses.socketAudio("k1", "n1");
    List<String> received = new ArrayList<>();
    Bus.Receiving first = bus.receiveDirectly(at, packet -> received.add("first"));
    bus.receiveDirectly(at, packet -> received.add("second"));
    first.end();
    bus.send(at, new SocketAudio("k1", new byte[160]));
    assertEquals(List.of("second"), received);
  }

  @Test
  void aFaultArrivesWithItsCodeAndReason(VertxTestContext test) {
    bus.serve(HERE, request -> Future.failedFuture(Fault.conflict("taken")));
    refused(test, bus.ask(HERE, KILL, CallReply.class), 409, "taken");
  }

  @Test
  void aFaultThatIsThrownArrivesToo(VertxTestContext test) {
    bus.serve(HERE, request -> {
      throw new Fault(410, "gone");
    });
    refused(test, bus.ask(HERE, KILL, CallReply.class), 410, "gone");
  }

  @Test
  void anyOtherFailureIsAFault500(VertxTestContext test) {
    bus.serve(HERE, request -> Future.failedFuture(new IllegalStateException("broken")));
    refused(test, bus.ask(HERE, KILL, CallReply.class), 500, "broken");
  }

  @Test
  void anAnswerOfAnotherKindIsAFault500(VertxTestContext test) {
    bus.serve(HERE, request -> Future.succeededFuture("surprise"));
    bus.ask(HERE, KILL, CallReply.class).onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(500, ((Fault) failure).code());
      test.completeNow();
    })));
  }

  @Test
  void nobodyThereIsNotFound(VertxTestContext test) {
    refused(test, bus.ask(HERE, KILL, CallReply.class), 404, "nobody there");
  }

  @Test
  void noAnswerInTimeIs504AndTheMessageIsNotSentAgainOnItsOwnNode(VertxTestContext test) {
    List<Object> received = new ArrayList<>();
    bus.serve(HERE, request -> {
      received.add(request);
      return Promise.promise().future();
    });
    bus.ask(HERE, KILL, CallReply.class).onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(new Refusal(504, "no answer in time"), Refusal.of(failure));
      assertEquals(1, received.size());
      test.completeNow();
    })));
  }

  @Test
  void aMessageForAnotherNodeGoesThroughItsGate(VertxTestContext test) {
    List<Envelope> received = otherNode(message -> answer(message, DONE));
    finish(test, bus.ask(THERE, KILL, CallReply.Done.class), got -> {
      assertEquals(DONE, got);
      assertEquals(List.of("calls", KILL),
          List.of(received.getFirst().local(), received.getFirst().message()));
      assertNotEquals("", received.getFirst().id());
    });
  }

  @Test
  void aFaultOfAnotherNodeArrivesWithItsCode(VertxTestContext test) {
    otherNode(message -> {
      message.fail(503, "full");
      return null;
    });
    refused(test, bus.ask(THERE, KILL, CallReply.class), 503, "full");
  }

  @Test
  void whatAnotherNodeDoesNotAnswerIsSentOnceMoreUnderTheSameId(VertxTestContext test) {
    List<Envelope> received = otherNode(message -> null);
    bus.ask(THERE, KILL, CallReply.class).onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(new Refusal(504, "no answer in time"), Refusal.of(failure));
      assertEquals(2, received.size());
      assertEquals(received.get(0), received.get(1));
      test.completeNow();
    })));
  }

  @Test
  void aNodeThatIsGoneIsNotFound(VertxTestContext test) {
    refused(test, bus.ask(THERE, KILL, CallReply.class), 404, "nobody there");
  }

  @Test
  void anAnswerOfAnotherNodeIsTimedAndOneOfThisIsNot(VertxTestContext test) {
    List<String> told = new ArrayList<>();
    bus.onRoundTrip((node, nanos) -> told.add(node + (nanos > 0)));
    bus.serve(HERE, request -> Future.succeededFuture(DONE));
    otherNode(message -> answer(message, DONE));
    finish(test, bus.ask(HERE, KILL, CallReply.Done.class)
        .compose(here -> bus.ask(THERE, KILL, CallReply.Done.class)),
        got -> assertEquals(List.of("n2true"), told));
  }

  @Test
  void aCallIsAskedAtItsOwnerWhichIsRemembered(VertxTestContext test) {
    owners.add("n2");
    otherNode(message -> answer(message, DONE));
    finish(test, bus.ask(CALL, KILL, CallReply.Done.class)
        .compose(first -> bus.ask(CALL, KILL, CallReply.Done.class)),
        got -> assertEquals(List.of("s1"), lookups));
  }

  @Test
  void aCallThatHasMovedIsLookedUpOnceMore(VertxTestContext test) {
    owners.addAll(List.of("n1", "n2"));
    List<Envelope> received = otherNode(message -> answer(message, DONE));
    finish(test, bus.ask(CALL, KILL, CallReply.Done.class), got -> {
      assertEquals(List.of("s1", "s1"), lookups);
      assertEquals(1, received.size());
    });
  }

  @Test
  void anOwnerThatIsStillTheSameIsNotAskedTwice(VertxTestContext test) {
    owners.addAll(List.of("n1", "n1"));
    List<Object> received = new ArrayList<>();
    bus.serve(CALL, request -> {
      received.add(request);
      return Future.failedFuture(Fault.notFound("track x"));
    });
    bus.ask(CALL, KILL, CallReply.class).onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(new Refusal(404, "track x not found"), Refusal.of(failure));
      assertEquals(1, received.size());
      test.completeNow();
    })));
  }

  @Test
  void whatALostNodeWasAskedIsAskedOfTheNextOwner(VertxTestContext test) {
    owners.addAll(List.of("n2", "n2", "n2", "n1"));
    List<Envelope> received = otherNode(message -> {
      bus.lost("n2", () -> true);
      return null;
    });
    bus.serve(CALL, request -> Future.succeededFuture(DONE));
    finish(test, bus.askOwner("s1", KILL, CallReply.Done.class), got -> {
      assertEquals(1, received.size());
      assertEquals(4, lookups.size());
    });
  }

  @Test
  void aNodeThatIsLostWhileItIsBeingAskedIsNotWaitedFor(VertxTestContext test) {
    otherNode(message -> null);
    vertx.eventBus().addOutboundInterceptor(sending -> {
      bus.lost("n2", () -> true);
      sending.next();
    });
    refused(test, bus.ask(THERE, KILL, CallReply.class), 504, "the node is lost that was asked");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatAFaultIsIsKnownToWhoeverAsked(Fault fault, VertxTestContext test) {
    bus.serve(HERE, request -> Future.failedFuture(fault));
    bus.ask(HERE, KILL, CallReply.class).onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(fault.kind(), ((Fault) failure).kind());
      assertEquals(Refusal.of(fault), Refusal.of(failure));
      test.completeNow();
    })));
  }

  static List<Fault> kinds() {
    return List.of(Fault.conflict("nobody there"), Fault.nobody(), Fault.silence(),
        Fault.cutOff(), Fault.unavailable(Fault.cutOff().getMessage()));
  }

  @Test
  void aCallThatEndsWithItsNodeIsNotFound(VertxTestContext test) {
    owners.addAll(List.of("n3", "n3", "n3"));
    refused(test, bus.askOwner("s1", KILL, CallReply.Done.class), 404, "call s1 not found");
  }

  @Test
  void aFaultOfTheCallIsAnAnswerOfItsOwner(VertxTestContext test) {
    owners.addAll(List.of("n1", "n1"));
    bus.serve(CALL, request -> Future.failedFuture(Fault.notFound("track x")));
    refused(test, bus.askOwner("s1", KILL, CallReply.Done.class), 404, "track x not found");
  }

  @Test
  void aCallThatNobodyOwnsIsNotFound(VertxTestContext test) {
    refused(test, bus.ask(CALL, KILL, CallReply.class), 404, "call s1 not found");
  }

  @Test
  void aFaultOfTheCallDoesNotMakeItLookLikeOneThatHasMoved(VertxTestContext test) {
    owners.add("n1");
    bus.serve(CALL, request -> Future.failedFuture(Fault.conflict("busy")));
    bus.ask(CALL, KILL, CallReply.class).onComplete(test.failing(failure -> {
      test.verify(() -> assertEquals(List.of("s1"), lookups));
      test.completeNow();
    }));
  }

  @Test
  void whatIsSentWithoutWantingAnAnswerHasNoId(VertxTestContext test) {
    Emitted event = new Emitted(new Event.Inactivity("s1", 1), 1);
    otherNode(message -> {
      test.verify(
          () -> assertEquals(new Envelope("session.c1", "", event), message.body()));
      test.completeNow();
      return null;
    });
    bus.send(Addresses.session("c1", "n2"), event);
  }

  @Test
  void messagesOfOneSenderArriveInTheirOrder(VertxTestContext test) {
    List<Long> seqs = new ArrayList<>();
    bus.receive(Addresses.session("c1", "n1"), told -> {
      seqs.add(((Emitted) told).seq());
      if (seqs.size() == 100) {
        test.verify(() -> assertEquals(java.util.stream.LongStream.rangeClosed(1, 100).boxed()
            .toList(), seqs));
        test.completeNow();
      }
    });
    for (int i = 1; i <= 100; i++) {
      bus.send(Addresses.session("c1", "n1"), new Emitted(new Event.Inactivity("s1", i), i));
    }
  }

  @Test
  void whatIsSentToNobodyIsLost(VertxTestContext test) {
    bus.send(HERE, KILL);
    bus.send(THERE, KILL);
    bus.send(CALL, KILL);
    bus.serve(HERE, request -> Future.succeededFuture(DONE));
    finish(test, bus.ask(HERE, KILL, CallReply.Done.class), got -> assertEquals(DONE, got));
  }

  @Test
  void aSessionOutlivesTheHostThatOpenedIt(VertxTestContext test) {
    SessionVerticle session = new SessionVerticle(bus) {
      @Override
      public Future<?> start() {
        bus.serve(HERE, request -> Future.succeededFuture(DONE));
        return Future.succeededFuture();
      }
    };
    AbstractVerticle host = new AbstractVerticle() {
      @Override
      public void start(Promise<Void> started) {
        bus.open(session).<Void>mapEmpty().onComplete(started);
      }
    };
    finish(test, vertx.deployVerticle(host).compose(id -> vertx.undeploy(id))
        .compose(gone -> bus.ask(HERE, KILL, CallReply.Done.class)),
        got -> assertEquals(DONE, got));
  }

  private Future<String> lookup(String callId) {
    lookups.add(callId);
    String owner = owners.poll();
    return owner == null
        ? Future.failedFuture(Fault.notFound("call " + callId))
        : Future.succeededFuture(owner);
  }

  private List<Envelope> otherNode(Function<Message<Envelope>, Object> handler) {
    List<Envelope> received = new ArrayList<>();
    vertx.eventBus().<Envelope>consumer("gate.n2", message -> {
      received.add(message.body());
      Object unused = handler.apply(message);
    });
    return received;
  }

  private Object answer(Message<Envelope> message, Object answer) {
    message.reply(new Envelope("", "", answer), bus.answerOptions());
    return answer;
  }

  private record Refusal(int code, String reason) {
    static Refusal of(Throwable failure) {
      return failure instanceof Fault fault
          ? new Refusal(fault.code(), fault.getMessage())
          : fail("not a fault: " + failure);
    }
  }

  private static void refused(VertxTestContext test, Future<?> asked, int code, String reason) {
    asked.onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(new Refusal(code, reason), Refusal.of(failure));
      test.completeNow();
    })));
  }

  private interface Check<T> {
    void accept(T got);
  }

  private static <T> void finish(VertxTestContext test, Future<T> future, Check<T> check) {
    future.onComplete(test.succeeding(got -> test.verify(() -> {
      check.accept(got);
      test.completeNow();
    })));
  }
}
