package io.voxbus.sip.line;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.sip.guard.GuardConfig;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.stack.ListenConfig;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.SipSetup;
import io.voxbus.sip.stack.SipStack;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The telephone line of a node. Who attends to it changes; ports, dialogs and registrations stay. */
public final class SipLine {
  private final Vertx vertx;
  private final Context root;
  private final Switchboard board = new Switchboard();
  private final Flows flows = new Flows();
  private final Map<String, CallLimit> limits = new ConcurrentHashMap<>();
  private final Map<String, Enrolment> enrolments = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Future<Opened>> opened = new AtomicReference<>();

  /** The stack is a child of no deployment: made where this is made. */
  public SipLine(Vertx vertx) {
    this.vertx = vertx;
    this.root = vertx.getOrCreateContext();
  }

  /** @param guard who is locked out stays so */
  public record Opened(SipStack stack, SourceGuard guard) {}

  /**
   * The stack; who asks first opens it. Comes on the event loop of who asks. Nobody is let in before somebody
   * attends.
   */
  public Future<Opened> open(ListenConfig listen, GuardConfig guarding, SipCounts counts) {
    Promise<Opened> opening = Promise.promise();
    if (opened.compareAndSet(null, opening.future())) {
      SourceGuard guard = new SourceGuard(guarding);
      SipSetup setup = new SipSetup(listen, guard, guarding.retryAfterSeconds(), board, board,
          counts);
      root.runOnContext(go -> SipStack.start(vertx, setup)
          .map(stack -> new Opened(stack, guard))
          .onFailure(failure -> opened.set(null)).onComplete(opening));
    }
    Future<Opened> open = opened.get();
    return Future.fromCompletionStage(
        (open == null ? opening.future() : open).toCompletionStage(), vertx.getOrCreateContext());
  }

  /** From now on it takes what comes. */
  public void attach(Attendant attendant) {
    board.attach(attendant);
  }

  public void detach(Attendant attendant) {
    board.detach(attendant);
  }

  /** The ways to the phones that are registered here. */
  public Flows flows() {
    return flows;
  }

  /** The calls of a carrier, those of older versions too. */
  public CallLimit limit(String trunk, int most, int perSecond) {
    return limits.computeIfAbsent(trunk, name -> new CallLimit(most, perSecond));
  }

  public Enrolment enrolment(String account) {
    return enrolments.computeIfAbsent(account, name -> Enrolment.fresh());
  }

  /** It was given back: the next registration is a new one. */
  public void forget(String account) {
    enrolments.remove(account);
  }

  /** Ends the stack, if it was opened; the ports are free at once. */
  public Future<Void> close() {
    Future<Opened> open = opened.getAndSet(null);
    return open == null ? Future.succeededFuture() : open.compose(line -> line.stack().stop());
  }
}
