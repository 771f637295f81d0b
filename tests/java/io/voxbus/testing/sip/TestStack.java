package io.voxbus.testing.sip;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.guard.GuardConfig;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.stack.Doorkeeper;
import io.voxbus.sip.stack.ListenConfig;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.SipSetup;
import io.voxbus.sip.stack.SipStack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.message.Request;

/** A stack on free ports of loopback whose listener answers every request with 200, unless a test says otherwise. */
public final class TestStack implements SipListenerExt, SipCounts, AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final BlockingQueue<ResponseEvent> responses = new LinkedBlockingQueue<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final SourceGuard guard;
  private volatile BiConsumer<SipStack, RequestEvent> onRequest = TestStack::accept;
  private volatile SipStack stack;

  private TestStack(GuardConfig guard) {
    this.guard = new SourceGuard(guard);
  }

  public static TestStack start(Vertx vertx) {
    return start(vertx, listen("127.0.0.1"), Doorkeeper.OPEN, trusting("127.0.0.0/8"));
  }

  public static TestStack start(Vertx vertx, ListenConfig listen, Doorkeeper door,
      GuardConfig guard) {
    return behind(vertx, listen, shared -> door, guard);
  }

  /** @param door made of the guard and the counts of the stack that it stands before */
  public static TestStack behind(Vertx vertx, ListenConfig listen,
      Function<TestStack, Doorkeeper> door, GuardConfig guard) {
    TestStack started = new TestStack(guard);
    started.stack = await(SipStack.start(vertx, new SipSetup(listen, started.guard, 10, started,
        door.apply(started), started)));
    return started;
  }

  public SourceGuard guard() {
    return guard;
  }

  @Override
  public void count(String event) {
    counts.merge(event, 1, Integer::sum);
  }

  /** UDP, TCP and WebSocket on free ports. */
  public static ListenConfig listen(String host) {
    return new ListenConfig(host, null, 0, 0, -1, 0, -1, null, null, null, null, 0, 0, 0, 0, 0, 0,
        null, new Seconds(1500), 0, 0, null, null, null);
  }

  /** Nothing that comes from these networks is slowed down. */
  public static GuardConfig trusting(String... networks) {
    return new GuardConfig(null, null, List.of(networks), 0, 0, 0, null, null, 0, null, null);
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS,
          TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public void onRequest(BiConsumer<SipStack, RequestEvent> does) {
    onRequest = does;
  }

  public SipStack stack() {
    return stack;
  }

  public int port(String transport) {
    return stack.ports().get(transport);
  }

  /** How often something was counted. */
  public int counted(String event) {
    return counts.getOrDefault(event, 0);
  }

  public ResponseEvent response() {
    return next(responses);
  }

  public Request request() {
    return next(requests);
  }

  /** How many requests of that Call-ID reached the listener. */
  public long seen(String callId) {
    return requests.stream()
        .filter(one -> callId.equals(((SIPRequest) one).getCallId().getCallId())).count();
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The transaction of a request, a new one when there is none. */
  public static ServerTransaction transaction(SipStack stack, RequestEvent event) {
    try {
      return event.getServerTransaction() == null
          ? stack.provider().getNewServerTransaction(event.getRequest())
          : event.getServerTransaction();
    } catch (javax.sip.SipException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers with 200, in the transaction that there is for it. */
  public static void accept(SipStack stack, RequestEvent event) {
    answer(stack, event, 200);
  }

  public static void answer(SipStack stack, RequestEvent event, int status) {
    if (event.getRequest().getMethod().equals(Request.ACK)) {
      return;
    }
    try {
      ServerTransaction transaction = transaction(stack, event);
      var response = ((SIPRequest) event.getRequest()).createResponse(status);
      if (response.getTo().getTag() == null) {
        response.setToTag("to-" + System.nanoTime());
      }
      var contact = new gov.nist.javax.sip.header.Contact();
      contact.setAddress(new gov.nist.javax.sip.address.AddressFactoryImpl()
          .createAddress(stack.contact("udp")));
      response.setHeader(contact);
      transaction.sendResponse(response);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void processRequest(RequestEvent event) {
    requests.add(event.getRequest());
    onRequest.accept(stack, event);
  }

  @Override
  public void processResponse(ResponseEvent event) {
    responses.add(event);
  }

  @Override
  public void processTimeout(TimeoutEvent event) {}

  @Override
  public void processIOException(IOExceptionEvent event) {}

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {}

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {}

  @Override
  public void processDialogTimeout(DialogTimeoutEvent event) {}

  @Override
  public void close() {
    await(stack.stop());
  }
}
