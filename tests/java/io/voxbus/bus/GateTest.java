package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where messages of other nodes come in; the other node is played by the test. */
@ExtendWith(VertxExtension.class)
@Timeout(10_000)
class GateTest {
  private static final CallRequest KILL = new CallRequest.Kill("killed", "system");
  private static final Address<CallRequest> CALLS = Addresses.calls("n1");

  private final List<CallRequest> carriedOut = new ArrayList<>();
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    bus = new Bus(vertx, "n1", callId -> Future.failedFuture(Fault.notFound(callId)),
        Duration.ofSeconds(2));
    bus.openGate().onComplete(test.succeedingThenComplete());
  }

  @Test
  void aMessageIsDeliveredAndItsAnswerSentBack(VertxTestContext test) {
    serve(request -> Future.succeededFuture(new CallReply.Hosted("n1")));
    request("1").onComplete(test.succeeding(answer -> test.verify(() -> {
      assertEquals(new Envelope("", "", new CallReply.Hosted("n1")), answer);
      test.completeNow();
    })));
  }

  @Test
  void whatIsSentTwiceUnderOneIdIsCarriedOutOnce(VertxTestContext test) {
    serve(request -> Future.succeededFuture(new CallReply.Attached("n1", carriedOut.size())));
    request("1").compose(first -> request("1").map(second -> List.of(first, second)))
        .onComplete(test.succeeding(answers -> test.verify(() -> {
          assertEquals(1, carriedOut.size());
          assertEquals(answers.get(0), answers.get(1));
          test.completeNow();
        })));
  }

  /** Two nodes that find together again know each other before they know each other's gates. */
  @Test
  void whatIsDeliveredWaitsForTheGateOfTheOtherNode(VertxTestContext test) {
    bus.deliver(Addresses.session("k1", "n2"), new Moved("n1"));
    vertx.eventBus().<Envelope>consumer("gate.n2", message -> test.verify(() -> {
      assertEquals(new Envelope("session.k1", "", new Moved("n1")), message.body());
      test.completeNow();
    }));
  }

  @Test
  void theSecondOneWaitsForTheAnswerOfTheFirst(VertxTestContext test) {
    Promise<CallReply> slow = Promise.promise();
    serve(request -> slow.future());
    Future<Envelope> first = request("1");
    Future<Envelope> second = request("1");
    second.onComplete(test.succeeding(answer -> test.verify(() -> {
      assertEquals(1, carriedOut.size());
      assertEquals(answer, first.result());
      test.completeNow();
    })));
    slow.complete(new CallReply.Done());
  }

  @Test
  void aFailureIsRememberedToo(VertxTestContext test) {
    serve(request -> Future.failedFuture(new Fault(409, "taken " + carriedOut.size())));
    request("1").recover(first -> request("1")).onComplete(test.failing(failure -> test.verify(
        () -> {
          ReplyException reply = (ReplyException) failure;
          assertEquals("409 taken 1", reply.failureCode() + " " + reply.getMessage());
          test.completeNow();
        })));
  }

  @Test
  void messagesOfDifferentIdsAreAllCarriedOut(VertxTestContext test) {
    serve(request -> Future.succeededFuture(new CallReply.Done()));
    request("1").compose(first -> request("2"))
        .onComplete(test.succeeding(answer -> test.verify(() -> {
          assertEquals(List.of(KILL, KILL), carriedOut);
          test.completeNow();
        })));
  }

  @Test
  void aMessageWithoutAnIdIsOnlyDelivered(VertxTestContext test) {
    bus.receive(CALLS, request -> {
      test.verify(() -> assertEquals(KILL, request));
      test.completeNow();
    });
    vertx.eventBus().send("gate.n1", new Envelope("calls", "", KILL), bus.answerOptions());
  }

  @Test
  void nobodyThereIsNotFound(VertxTestContext test) {
    refused(test, request("1"), 404);
  }

  @Test
  @SuppressWarnings("unchecked")
  void aMessageThatOnlyANewerNodeUnderstandsIsRefusedAtOnce(VertxTestContext test) {
    List<Object> refusal = new ArrayList<>();
    Message<Envelope> unreadable = (Message<Envelope>) Proxy.newProxyInstance(
        GateTest.class.getClassLoader(), new Class<?>[]{Message.class}, (self, method, args) -> {
          if (method.getName().equals("body")) {
            throw new IllegalArgumentException("unknown family FutureRequest");
          }
          refusal.addAll(List.of(method.getName(), args[0], args[1]));
          return null;
        });
    new Gate(bus).take(unreadable);
    assertEquals(List.of("fail", 400, "unknown family FutureRequest"), refusal);
    test.completeNow();
  }

  private void serve(Function<CallRequest, Future<?>> handler) {
    bus.serve(CALLS, request -> {
      carriedOut.add(request);
      return handler.apply(request);
    });
  }

  private Future<Envelope> request(String id) {
    return vertx.eventBus()
        .<Envelope>request("gate.n1", new Envelope("calls", id, KILL), bus.answerOptions())
        .map(reply -> reply.body());
  }

  private static void refused(VertxTestContext test, Future<?> asked, int code) {
    asked.onComplete(test.failing(failure -> test.verify(() -> {
      assertEquals(code, ((ReplyException) failure).failureCode());
      test.completeNow();
    })));
  }
}
