package io.voxbus.bus;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.Place;
import io.voxbus.protocol.bus.CallRequest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The event bus as components see it. A message goes by reference to an address of this node, and through the other
 * node's gate (its only clustered consumer) to any other: registering a clustered consumer costs 17 to 37 ms, a local
 * one microseconds.
 */
public final class Bus {
  static final String REFERENCE = Envelope.BY_REFERENCE.name();
  private static final Duration TAKE_OVER = Duration.ofSeconds(8);
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true)
      .setCodecName(REFERENCE);

  private final Vertx vertx;
  private final EventBus events;
  private final String nodeId;
  private final Owners owners;
  private final Map<String, Consumer<Object>> direct = new ConcurrentHashMap<>();
  private final Pending pending = new Pending();
  private final Deliveries deliveries;
  private final Sessions sessions = new Sessions();
  private final CallClock clock = new CallClock();
  private volatile RoundTrips roundTrips = (node, nanos) -> {};
  private final Context root;
  private final long takeOverMillis;
  private final DeliveryOptions localAsk;
  private final DeliveryOptions remoteAsk;
  private final DeliveryOptions remoteSend = new DeliveryOptions()
      .setCodecName(Envelope.CODEC);

  /**
   * @param lookup  the node that owns a call; fails with a {@link Fault} 404 when nobody does
   * @param timeout how long an answer may take before it is asked for once more
   */
  public Bus(Vertx vertx, String nodeId, Function<String, Future<String>> lookup,
      Duration timeout) {
    this(vertx, nodeId, lookup, new Patience(timeout, TAKE_OVER), Seal.NONE);
  }

  /**
   * How long this node waits.
   *
   * @param answer   for an answer, before it is asked for once more
   * @param takeOver for the one who takes over a call that is asked for
   */
  public record Patience(Duration answer, Duration takeOver) {}

  /** @param seal what is done to messages to other nodes on their way */
  public Bus(Vertx vertx, String nodeId, Function<String, Future<String>> lookup,
      Patience patience, Seal seal) {
    this.vertx = vertx;
    this.events = vertx.eventBus();
    this.nodeId = nodeId;
    this.owners = new Owners(lookup);
    this.root = vertx.getOrCreateContext();
    this.deliveries = new Deliveries(this::write, run -> root.runOnContext(go -> run.run()),
        run -> vertx.setTimer(Deliveries.PAUSE_MILLIS, due -> run.run()), Bus::nowMillis);
    long answerMillis = patience.answer.toMillis();
    this.localAsk = new DeliveryOptions(LOCAL).setSendTimeout(answerMillis);
    this.remoteAsk = new DeliveryOptions(remoteSend).setSendTimeout(answerMillis);
    this.takeOverMillis = patience.takeOver.toMillis();
    events.registerCodec(Envelope.codec(seal));
    events.registerCodec(Envelope.BY_REFERENCE);
  }

  public Vertx vertx() {
    return vertx;
  }

  public String nodeId() {
    return nodeId;
  }

  /** The sessions that are open on this node. */
  public Sessions sessions() {
    return sessions;
  }

  /** The time of the calls on this node. */
  public CallClock clock() {
    return clock;
  }

  /** Is told how long another node took to answer. On any thread. */
  public interface RoundTrips {
    void took(String node, long nanos);
  }

  /** @param told of every answer of another node; of the way to it, what it did and the way back */
  public void onRoundTrip(RoundTrips told) {
    roundTrips = told;
  }

  /** Opens this node to the others. */
  public Future<Void> openGate() {
    return new Gate(this).open(vertx, gate(nodeId));
  }

  /** The node that owns a call, as the directory has it now; fails with a {@link Fault} 404 when there is none. */
  public Future<String> owner(String callId) {
    return owners.findAgain(callId);
  }

  /** Who owns a call now tells so: nobody need look it up. */
  public void owns(String node, String callId) {
    owners.remember(callId, node);
  }

  /** Sends without wanting an answer. Never fails: a message to nobody is lost. */
  public <M> void send(Address<M> to, M message) {
    switch (to.place()) {
      case Place.Here() -> sendHere(to.local(), message);
      case Place.On(String node) -> sendTo(node, to.local(), message);
      case Place.OwnerOf(String callId) -> {
        String known = owners.known(callId);
        if (known != null) {
          sendTo(known, to.local(), message);
        } else {
          owners.find(callId).onSuccess(node -> sendTo(node, to.local(), message));
        }
      }
    }
  }

  /**
   * Sends what is missed when it is lost: while the other node can't be reached it waits, some seconds, in its order. Not
   * for what comes all the time.
   */
  public <M> void deliver(Address<M> to, M message) {
    if (to.place() instanceof Place.On(String node) && !node.equals(nodeId)) {
      deliveries.send(node, new Envelope(to.local(), "", message));
    } else {
      send(to, message);
    }
  }

  /** Sends to everybody on this node who receives at the address. */
  public <M> void publishHere(Address<M> to, M message) {
    events.publish(to.local(), message, LOCAL);
  }

  /**
   * The node has left: what it was asked it does not answer any more.
   *
   * @param still whether it is not back
   */
  public void lost(String node, BooleanSupplier still) {
    pending.lost(node, still);
    deliveries.lost(node);
  }

  /** Asks, and casts the answer. Fails with a {@link Fault} only: 404 nobody there, 504 no answer. */
  public <M, R> Future<R> ask(Address<M> to, M message, Class<R> answer) {
    Future<Object> answered = switch (to.place()) {
      case Place.Here() -> askHere(to.local(), message);
      case Place.On(String node) -> askAt(node, to.local(), message);
      case Place.OwnerOf(String callId) -> owners.find(callId)
          .compose(node -> askAt(node, to.local(), message)
              .recover(failure -> askNext(callId, node, failure, to.local(), message)));
    };
    Future<R> given = answered.map(answer::cast)
        .recover(failure -> Future.failedFuture(Fault.of(failure)));
    Seat seat = Seat.here();
    return seat == null ? given : seat.asked(given);
  }

  /**
   * Asks the owner of a call as {@link #ask} does, and waits, while the directory has the call, for the one who takes it
   * over: 404 it has ended, 503 nobody has come.
   */
  public <R> Future<R> askOwner(String callId, CallRequest message, Class<R> answer) {
    return pursue(callId, message, answer, new Pursuit(nowMillis(), takeOverMillis));
  }

  private <R> Future<R> pursue(String callId, CallRequest message, Class<R> answer,
      Pursuit pursuit) {
    return ask(Addresses.call(callId), message, answer).recover(failure -> {
      Fault fault = Fault.of(failure);
      String node = owners.known(callId);
      if (node == null || !Pursuit.unanswered(fault)) {
        return Future.failedFuture(fault);
      }
      pursuit.failed(node, fault);
      return next(callId, message, answer, pursuit);
    });
  }

  private <R> Future<R> next(String callId, CallRequest message, Class<R> answer,
      Pursuit pursuit) {
    Promise<Void> later = Promise.promise();
    vertx.setTimer(Pursuit.LOOK_MILLIS, due -> later.complete());
    return later.future().compose(due -> owners.findAgain(callId))
        .compose(owner -> switch (pursuit.next(owner, nowMillis())) {
          case ASK -> pursue(callId, message, answer, pursuit);
          case WAIT -> next(callId, message, answer, pursuit);
          case GIVE_UP -> Future.failedFuture(pursuit.why());
        });
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Asks this node or a named one for what may take longer than other answers; it is asked once. */
  public <M, R> Future<R> askFor(Address<M> to, M message, Class<R> answer, Duration patience) {
    String node = switch (to.place()) {
      case Place.Here() -> nodeId;
      case Place.On(String id) -> id;
      case Place.OwnerOf o -> throw new IllegalArgumentException(to + " is on no named node");
    };
    boolean here = node.equals(nodeId);
    DeliveryOptions options = new DeliveryOptions(here ? LOCAL : remoteSend)
        .setSendTimeout(patience.toMillis());
    Future<Object> answered = here
        ? events.request(to.local(), message, options).map(Message::body)
        : events.<Envelope>request(gate(node), new Envelope(to.local(), UUID.randomUUID()
            .toString(), message), options).map(reply -> reply.body().message());
    return answered.recover(Bus::asFault).map(answer::cast);
  }

  /** Takes messages of one address of this node, on the caller's context. */
  @SuppressWarnings("unchecked")
  public <M> MessageConsumer<Object> receive(Address<M> at, Consumer<M> handler) {
    return listen(at, message -> handler.accept((M) message.body()));
  }

  /**
   * Takes messages of one address of this node on the thread that sends them, until it is ended. For audio only: the
   * way over an event loop would cost more than all that is done with it. The handler hands over and returns.
   */
  @SuppressWarnings("unchecked")
  public <M> Receiving receiveDirectly(Address<M> at, Consumer<M> handler) {
    Consumer<Object> taker = message -> handler.accept((M) message);
    direct.put(at.local(), taker);
    return () -> direct.remove(at.local(), taker);
  }

  /** What takes messages until it is ended. */
  public interface Receiving {
    void end();
  }

  /** Takes and answers messages of one address of this node, on the caller's context. */
  @SuppressWarnings("unchecked")
  public <M> MessageConsumer<Object> serve(Address<M> at, Function<M, Future<?>> handler) {
    return listen(at, message -> {
      Future<?> answer;
      try {
        answer = handler.apply((M) message.body());
      } catch (RuntimeException e) {
        answer = Future.failedFuture(e);
      }
      answer.onSuccess(value -> message.reply(value, LOCAL))
          .onFailure(failure -> message.reply(Fault.of(failure).asReply()));
    });
  }

  private MessageConsumer<Object> listen(Address<?> at, Handler<Message<Object>> handler) {
    Seat seat = Seat.here();
    return seat == null
        ? events.localConsumer(at.local(), handler)
        : seat.listen(events, at.local(), handler);
  }

  /** Opens a session that outlives the host that asks for it. */
  public Future<String> open(Deployable session) {
    return open(session, new DeploymentOptions());
  }

  /** Opens a session on trial: on a thread that no call waits for, which may take its time. */
  public Future<String> rehearse(Deployable session) {
    return open(session, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)
        .setWorkerPoolName("rehearsal").setWorkerPoolSize(1));
  }

  private Future<String> open(Deployable session, DeploymentOptions how) {
    Promise<String> opened = Promise.promise();
    root.runOnContext(
        go -> vertx.deployVerticle(sessions.seated(session), how).onComplete(opened));
    return opened.future();
  }

  void sendHere(String local, Object message) {
    Consumer<Object> taker = direct.get(local);
    if (taker != null) {
      taker.accept(message);
    } else {
      events.send(local, message, LOCAL);
    }
  }

  Future<Object> askHere(String local, Object message) {
    return events.request(local, message, localAsk)
        .recover(failure -> discarded(failure)
            ? events.request(local, message, localAsk)
            : Future.failedFuture(failure))
        .map(Message::body).recover(Bus::asFault);
  }

  private void sendTo(String node, String local, Object message) {
    if (node.equals(nodeId)) {
      sendHere(local, message);
    } else {
      events.send(gate(node), new Envelope(local, "", message), remoteSend);
    }
  }

  private Future<Void> write(String node, Envelope envelope) {
    return events.<Envelope>sender(gate(node), remoteSend).write(envelope);
  }

  /** Once more, if it is another node by now that owns the call: the same one has had the message. */
  private Future<Object> askNext(String callId, String node, Throwable failure, String local,
      Object message) {
    return moved(failure)
        ? owners.findAgain(callId).compose(now -> now.equals(node)
            ? Future.failedFuture(failure)
            : askAt(now, local, message))
        : Future.failedFuture(failure);
  }

  private Future<Object> askAt(String node, String local, Object message) {
    if (node.equals(nodeId)) {
      return askHere(local, message);
    }
    Envelope envelope = new Envelope(local, UUID.randomUUID().toString(), message);
    return askGate(node, envelope).recover(
        failure -> failure instanceof Fault fault && fault.kind() == Fault.Kind.SILENCE
            ? askGate(node, envelope)
            : Future.failedFuture(failure));
  }

  private Future<Object> askGate(String node, Envelope envelope) {
    long asked = System.nanoTime();
    return pending.at(node, () -> events.<Envelope>request(gate(node), envelope, remoteAsk)
        .map(reply -> {
          roundTrips.took(node, System.nanoTime() - asked);
          return reply.body().message();
        }), vertx.getOrCreateContext()).recover(Bus::asFault);
  }

  DeliveryOptions answerOptions() {
    return remoteSend;
  }

  /** Whoever it was meant for has ended before it was heard: whoever is there now, a newer version, is asked. */
  private static boolean discarded(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT
        && String.valueOf(reply.getMessage()).startsWith("Discarded");
  }

  private static boolean moved(Throwable failure) {
    return failure instanceof Fault fault && (fault.code() == 404 || fault.code() == 504);
  }

  private static <T> Future<T> asFault(Throwable failure) {
    return Future.failedFuture(Fault.of(failure));
  }

  private static String gate(String node) {
    return "gate." + node;
  }
}
